package dev.lamina.compiler.op;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Expression.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What elementwise functions leave in the padding lanes, which hold zeros. */
class PointwiseTest {
    private static final Expression ONE = Expression.constant(1);

    @Test
    void aFunctionThatIsZeroAtZeroKeepsThePadding() {
        assertTrue(Pointwise.of("double", x -> x.plus(x)).keepsPadding());
        assertFalse(Pointwise.of("next", x -> x.plus(ONE)).keepsPadding());
    }

    @Test
    void ofATranscendentalFunctionThatIsComputedLastTheArgumentCounts() {
        assertTrue(Pointwise.of("sigmoid", x -> x.apply(UnaryOperator.SIGMOID)).keepsPadding());
        assertFalse(Pointwise.of("shifted", x -> x.plus(ONE).apply(UnaryOperator.SIGMOID))
                .keepsPadding());
    }

    @Test
    void loopsOverOtherTranscendentalFunctionsEndWithTheElements() {
        assertTrue(
                Pointwise.of("more", x -> x.apply(UnaryOperator.EXP).plus(ONE)).keepsPadding());
    }
}
