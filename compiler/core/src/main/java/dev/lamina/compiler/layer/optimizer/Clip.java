package dev.lamina.compiler.layer.optimizer;

import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.layer.Activations;
import dev.lamina.compiler.op.KernelArgument;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.signature.Category;
import dev.lamina.compiler.signature.Environment;
import java.util.List;

/**
 * A limit of the gradients that an update uses, as PyTorch defines it: with NORM all gradients as one vector are scaled by limit / (norm +
 * 1e-6) if that is below 1 ({@code clip_grad_norm_}; Pascanu et al. 2013), with VALUE each is cut to [-limit, limit] ({@code
 * clip_grad_value_}). The array of the gradients stays as it is.
 */
public record Clip(Kind kind, double limit) {
    /** What is limited. */
    public enum Kind {
        NOTHING,
        NORM,
        VALUE
    }

    /** No limit. */
    public static final Clip NONE = new Clip(Kind.NOTHING, 0);

    private static final double LEAST = 1e-12;

    /** {@code clip norm = 1}, {@code clip value = 0.5}; 0 stands for none. */
    public static final CallKind<Clip> KIND = new CallKind<>(
            "clip",
            Category.OPTIMIZER,
            List.of(
                    ArgumentKind.number("norm", "0", LEAST, 1e12, "the most that the norm of all gradients may be"),
                    ArgumentKind.number("value", "0", LEAST, 1e12, "the most that a gradient may be")),
            "a limit of the gradients",
            arguments -> arguments.number("norm") > 0
                    ? new Clip(Kind.NORM, arguments.number("norm"))
                    : new Clip(Kind.VALUE, arguments.number("value")));

    /** The gradient that an optimizer uses instead of this one. NaN stays NaN. */
    Expression of(Expression gradient) {
        return switch (kind) {
            case NOTHING -> gradient;
            case NORM -> gradient.times(new Expression.Argument("scale"));
            case VALUE -> Activations.clamped(gradient, (float) -limit, (float) limit);
        };
    }

    /** The further arguments of the update's kernel. */
    List<KernelArgument> arguments() {
        return kind == Kind.NORM
                ? List.of(new KernelArgument("scale", KernelArgument.Source.CLIP_NORM, limit, 0))
                : List.of();
    }

    /** Whether the norm of the gradients has to be known before an update. */
    public boolean needsNorm() {
        return kind == Kind.NORM;
    }

    /** As a model file says it: {@code clip norm = 1}; empty without a limit. */
    public String text() {
        return switch (kind) {
            case NOTHING -> "";
            case NORM -> "clip norm = " + Environment.show(limit);
            case VALUE -> "clip value = " + Environment.show(limit);
        };
    }
}
