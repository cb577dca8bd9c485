package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.signature.Place;
import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * One use of a layer.
 *
 * @param label its name in reports and parameters, with the labels of the frames around it: {@code stage1.0.conv1}
 * @param call the call without arguments that have their defaults: {@code conv(6, kernel = 5)}
 * @param shown the call as reports print it: as written, or with the values of its arguments in a block, whose text stands for many calls
 * @param place where it is called
 * @param operands the numbers of the values it takes, in the order of {@link Layer#operands}. The values of a model are its inputs in the
 *     order of their declarations, then the results of its applications
 * @param frames the frames around it, the outermost first
 */
public record Application(
        String label, Layer layer, String call, String shown, Place place, List<Integer> operands, List<Frame> frames) {
    public Application {
        operands = List.copyOf(operands);
        frames = List.copyOf(frames);
    }

    /** A call that reports print as written. */
    public Application(
            String label, Layer layer, String call, Place place, List<Integer> operands, List<Frame> frames) {
        this(label, layer, call, place.call().oneLine(), place, operands, frames);
    }

    /** The number of its first operand, the value before the layer. */
    public int before() {
        return operands.get(0);
    }

    /** The call of the outermost block that it is in; empty if it is in none. */
    public Optional<Span> blockCall() {
        return frames.stream()
                .filter(frame -> frame.kind() == Frame.Kind.BLOCK)
                .map(Frame::span)
                .findFirst();
    }

    public Span span() {
        return place.statement();
    }
}
