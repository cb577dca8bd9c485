package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Span;
import java.util.List;

/**
 * One use of a layer.
 *
 * @param label its name in reports and parameters, with the labels of the frames around it: {@code stage1.0.conv1}
 * @param call the call without arguments that have their defaults: {@code conv(6, kernel = 5)}
 * @param place where it is called
 * @param operands the numbers of the values it takes, in the order of {@link Layer#operands}. The values of a model are its inputs in the
 *     order of their declarations, then the results of its applications
 * @param frames the frames around it, the outermost first
 */
public record Application(
        String label, Layer layer, String call, Place place, List<Integer> operands, List<Frame> frames) {
    public Application {
        operands = List.copyOf(operands);
        frames = List.copyOf(frames);
    }

    /** The number of its first operand, the value before the layer. */
    public int before() {
        return operands.get(0);
    }

    public Span span() {
        return place.statement();
    }
}
