package dev.lamina.compiler.tensor;

import java.util.List;

/**
 * How many steps a value has where a sample has s: floor((s + plus) / divisor). A layer whose windows move along the steps gives its result
 * another number of them. Values with equal time axes have equally many steps, whatever a sample has.
 */
public record TimeAxis(long plus, long divisor) {
    /** As many steps as the sample has. */
    public static final TimeAxis DECLARED = new TimeAxis(0, 1);

    /** The steps of windows that move by {@code stride}: floor((s + plus) / stride) + 1, with {@code plus} the padding less the window. */
    public static TimeAxis ofWindows(long plus, int stride) {
        return new TimeAxis(plus + stride, stride);
    }

    /** How many steps a value has where a sample has {@code steps}. */
    public int of(int steps) {
        return (int) Math.floorDiv(steps + plus, divisor);
    }

    /**
     * The steps of a layer's result where its operand has these steps: floor((floor(u / d) + p) / q) = floor((u + d p) / (d q)).
     *
     * @throws ArithmeticException if a number is too large
     */
    public TimeAxis then(TimeAxis next) {
        return new TimeAxis(
                Math.addExact(plus, Math.multiplyExact(divisor, next.plus)), Math.multiplyExact(divisor, next.divisor));
    }

    /** The fewest steps of a sample for which values of all these axes have one. */
    public static int least(List<TimeAxis> axes) {
        return (int) axes.stream().mapToLong(axis -> axis.divisor - axis.plus).reduce(1, Math::max);
    }

    @Override
    public String toString() {
        String sum = plus == 0 ? "steps" : "steps " + (plus < 0 ? "- " : "+ ") + Math.abs(plus);
        return divisor == 1 ? sum : "(" + sum + ") / " + divisor;
    }
}
