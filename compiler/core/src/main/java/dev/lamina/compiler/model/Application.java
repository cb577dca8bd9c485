package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Span;
import java.util.List;

/**
 * One use of a layer.
 *
 * @param label its name in reports, parameters and generated methods
 * @param call the call without arguments that have their defaults: {@code conv(6, kernel = 5)}
 * @param place where it is called
 * @param operands the values it takes, in the order of {@link Layer#operands}: 0 is the model's input, i the result of application i - 1
 */
public record Application(String label, Layer layer, String call, Place place, List<Integer> operands) {
    public Application {
        operands = List.copyOf(operands);
    }

    /** The number of its first operand, the value before the layer. */
    public int before() {
        return operands.get(0);
    }

    public Span span() {
        return place.statement();
    }
}
