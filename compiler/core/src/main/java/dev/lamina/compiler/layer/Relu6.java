package dev.lamina.compiler.layer;

import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import java.util.List;

/** Rectified linear unit with a limit: y = min(max(0, x), 6); its gradient passes where 0 < y < 6, and is 0 at 0 and 6. NaN stays NaN. */
record Relu6() implements Activation {
    static final CallKind<Layer> KIND = new CallKind<>(
            "relu6", Category.ACTIVATION, List.of(), "min(max(0, x), 6) of each element", arguments -> new Relu6());

    private static final Pointwise GRADIENT = Pointwise.of(
            "relu6 gradient", List.of("dy", "y"), in -> Activations.between(in.get("y"), 0, 6, in.get("dy")));

    private static final Pointwise FORWARD =
            Pointwise.of("relu6", x -> Activations.clamped(x, 0, 6)).asClamp(GRADIENT);

    @Override
    public String keyword() {
        return "relu6";
    }

    @Override
    public String semantics() {
        return "the gradient at 0 and at 6 is 0";
    }

    @Override
    public List<String> formulas() {
        return List.of("y = min(max(0, x), 6)", "dx = dy where 0 < y < 6, else 0");
    }

    @Override
    public Pointwise function() {
        return FORWARD;
    }

    @Override
    public Pointwise gradient() {
        return GRADIENT;
    }
}
