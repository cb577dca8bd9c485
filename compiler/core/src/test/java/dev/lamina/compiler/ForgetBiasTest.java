package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TensorView;
import org.junit.jupiter.api.Test;

/** An lstm's {@code forget_bias} is in the forget gate's first bias_ih, and nowhere else. */
final class ForgetBiasTest {

    private static final int HIDDEN = 5;

    private static LoadedNetwork load(String options) {
        return Variant.fused()
                .get(0)
                .load("model Keep { input x: sequence[4, 3]  lstm(5, layers = 2" + options + ") }");
    }

    @Test
    void firstValuesDifferByTheForgetBiasOnly() {
        Parameters plain = load("").newParameters(3);
        Parameters higher = load(", forget_bias = 1.5").newParameters(3);
        for (TensorView view : plain.views()) {
            float[] expected = plain.get(view.name());
            if (view.name().contains("bias_ih")) {
                assertEquals(4 * HIDDEN, expected.length);
                for (int i = HIDDEN; i < 2 * HIDDEN; i++) {
                    expected[i] += 1.5f;
                }
            }
            assertArrayEquals(expected, higher.get(view.name()), view.name());
        }
    }

    @Test
    void aSummarySaysSo() {
        assertEquals("initial state zero", semantics(""));
        assertEquals("initial state zero, forget gate's bias_ih starts 1.5 higher", semantics(", forget_bias = 1.5"));
        assertEquals("initial state zero, forget gate's bias_ih starts -2 higher", semantics(", forget_bias = -2"));
    }

    private static String semantics(String options) {
        return load(options).model().summary().rows().get(0).semantics();
    }

    @Test
    void whatIsComputedIsTheSame() {
        assertEquals(load("").model().loops(), load(", forget_bias = 1").model().loops());
    }
}
