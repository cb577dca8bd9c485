package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Expression;
import java.util.List;
import java.util.function.Function;

/** A term that is summed for each feature: a product of two factors. */
public enum FeatureTerm {
    /** x. */
    ELEMENT("x"),
    /** (x - mean)². */
    SQUARED_DEVIATION("x", "mean"),
    /** dy. */
    GRADIENT("dy"),
    /** dy · x. */
    PRODUCT("dy", "x"),
    /** dy · (x - mean). */
    DEVIATION_PRODUCT("dy", "x", "mean");

    private final List<String> operands;

    FeatureTerm(String... operands) {
        this.operands = List.of(operands);
    }

    /** The names of the operands. The first has an element for each term; a mean has one for each feature. */
    public List<String> operands() {
        return operands;
    }

    /** Whether the terms of padding steps are zero, because dy is zero there. */
    boolean isZeroInPadding() {
        return operands.get(0).equals("dy");
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
