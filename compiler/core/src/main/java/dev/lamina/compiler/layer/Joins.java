package dev.lamina.compiler.layer;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** What layers have in common that take several values. */
final class Joins {
    private Joins() {}

    /** The names of the operands of a layer with {@code others} values beside {@code x}. */
    static List<String> operands(int others) {
        List<String> names = new ArrayList<>(List.of("x"));
        for (int i = 1; i <= others; i++) {
            names.add("value" + i);
        }
        return List.copyOf(names);
    }

    /** The shape rule of a layer whose operands have one shape. */
    static Inference sameShape(Inputs inputs, String layer) {
        Incoming x = inputs.x();
        for (Incoming other : inputs.operands().values()) {
            if (!other.shape().equals(x.shape())) {
                return Inference.mismatch(unlike(inputs, x, other, layer));
            }
            if (other.shape() instanceof Shape.Tokens) {
                return Inference.mismatch(
                        other.mismatch(Code.E0309, inputs.place().call(), layer, "numbers"));
            }
        }
        return Inference.fits(x.shape(), "");
    }

    private static Diagnostic unlike(Inputs inputs, Incoming x, Incoming other, String layer) {
        Diagnostic problem = x.problem(
                Code.E0315,
                inputs.place().call(),
                "`" + layer + "` needs values of one shape, but `" + x.giver() + "` gives " + x.shape() + " and `"
                        + other.giver() + "` gives " + other.shape());
        return problem.note(other.span(), other.described());
    }
}
