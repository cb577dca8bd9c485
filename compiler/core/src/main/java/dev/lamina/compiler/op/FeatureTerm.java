package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Expression;
import java.util.List;
import java.util.function.Function;

/** A term that is summed for each feature: a product of two factors. */
public enum FeatureTerm {
    /** x. */
    ELEMENT,
    /** (x - mean)². */
    SQUARED_DEVIATION,
    /** dy. */
    GRADIENT,
    /** dy · x. */
    PRODUCT,
    /** dy · (x - mean). */
    DEVIATION_PRODUCT;

    /** The names of the operands. The first has an element for each term; a mean has one for each feature. */
    public List<String> operands() {
        return switch (this) {
            case ELEMENT -> List.of("x");
            case SQUARED_DEVIATION -> List.of("x", "mean");
            case GRADIENT -> List.of("dy");
            case PRODUCT -> List.of("dy", "x");
            case DEVIATION_PRODUCT -> List.of("dy", "x", "mean");
        };
    }

    /** Whether the terms of padding steps are zero, because dy is zero there. */
    boolean isZeroInPadding() {
        return operands().get(0).equals("dy");
    }

    /** The first factor, given the expression that loads an operand. */
    Expression first(Function<String, Expression> load) {
        return switch (this) {
            case ELEMENT, GRADIENT -> Expression.constant(1);
            case SQUARED_DEVIATION -> second(load);
            case PRODUCT, DEVIATION_PRODUCT -> load.apply("dy");
        };
    }

    /** The second factor. */
    Expression second(Function<String, Expression> load) {
        return switch (this) {
            case ELEMENT, PRODUCT -> load.apply("x");
            case GRADIENT -> load.apply("dy");
            case SQUARED_DEVIATION, DEVIATION_PRODUCT -> load.apply("x").minus(load.apply("mean"));
        };
    }
}
