package dev.lamina.compiler.model;

import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TimeAxis;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the time axis of each sequence of a model, layer by layer. */
final class TimeAxes {
    private final ShapedModel shaped;
    private final TimeAxis[] axes;

    private TimeAxes(ShapedModel shaped) {
        this.shaped = shaped;
        this.axes = new TimeAxis[shaped.model().values()];
        Arrays.fill(axes, TimeAxis.DECLARED);
    }

    /**
     * The time axes behind layers that change the number of steps, in the order of the layers.
     *
     * @return empty if values of different time axes meet, or an output has another number of steps than the inputs: the arrays of a
     *     caller have one number of steps
     */
    static Optional<List<TimeAxis>> others(ShapedModel shaped) {
        TimeAxes all = new TimeAxes(shaped);
        try {
            for (int i = 0; i < shaped.layers().size(); i++) {
                if (!all.follow(i)) {
                    return Optional.empty();
                }
            }
        } catch (ArithmeticException e) { // the product of the strides of many layers is too large
            return Optional.empty();
        }
        return all.outputsHaveDeclared() ? Optional.of(all.others()) : Optional.empty();
    }

    /** Finds the axis of the result of a layer; false if its operands have different ones. */
    private boolean follow(int layer) {
        Application application = shaped.layers().get(layer).application();
        Set<TimeAxis> before = application.operands().stream()
                .filter(this::isSequence)
                .map(operand -> axes[operand])
                .collect(Collectors.toSet());
        for (TimeAxis steps : before) {
            axes[result(layer)] =
                    application.layer().steps(shaped.layers().get(layer).in(), steps);
        }
        return before.size() <= 1;
    }

    private int result(int layer) {
        return shaped.model().inputs().size() + layer;
    }

    private boolean isSequence(int value) {
        return isSequence(shaped.shape(value));
    }

    static boolean isSequence(Shape shape) {
        return shape instanceof Shape.Sequence || shape instanceof Shape.Tokens;
    }

    private boolean outputsHaveDeclared() {
        return shaped.model().outputs().stream()
                .map(Output::value)
                .allMatch(value -> !isSequence(value) || axes[value].equals(TimeAxis.DECLARED));
    }

    private List<TimeAxis> others() {
        Set<TimeAxis> others = new LinkedHashSet<>(List.of(axes));
        others.remove(TimeAxis.DECLARED);
        return List.copyOf(others);
    }
}
