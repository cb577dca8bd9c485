package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.source.Span;

/**
 * One use of a layer.
 *
 * @param label its name in reports, parameters and generated methods
 * @param call the layer with the values of its arguments where these are not the presets: {@code conv(6, kernel = 5)}
 * @param operand which value it takes: 0 is the input, i the result of application i - 1
 */
public record Application(String label, Layer layer, String call, int operand) {
    public Span span() {
        return layer.place().statement();
    }
}
