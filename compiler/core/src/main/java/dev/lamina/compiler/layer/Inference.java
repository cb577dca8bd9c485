package dev.lamina.compiler.layer;

import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;

/** The result of a shape rule. */
public sealed interface Inference {
    /**
     * The shape rule accepts the operands.
     *
     * @param arithmetic the arithmetic behind the shape, for people
     * @param warnings about what is legal but probably a mistake
     */
    record Fits(Shape shape, String arithmetic, List<Diagnostic> warnings) implements Inference {
        public Fits {
            warnings = List.copyOf(warnings);
        }
    }

    /** The shape rule refuses the operands. The {@code proposals} are tried in order, and the first that works is offered. */
    record Mismatch(Diagnostic diagnostic, List<Proposal> proposals) implements Inference {
        public Mismatch {
            proposals = List.copyOf(proposals);
        }
    }

    /** A change to try. In its text, {@code %s} stands for the shape after the change. */
    record Proposal(String text, Fix fix) {}

    /** With more warnings, if the operands are accepted. */
    default Inference withWarnings(List<Diagnostic> more) {
        return this instanceof Fits fits
                ? new Fits(
                        fits.shape(),
                        fits.arithmetic(),
                        Stream.concat(fits.warnings().stream(), more.stream()).toList())
                : this;
    }

    static Inference fits(Shape shape, String arithmetic) {
        return new Fits(shape, arithmetic, List.of());
    }

    static Inference mismatch(Diagnostic diagnostic, Proposal... proposals) {
        return new Mismatch(diagnostic, List.of(proposals));
    }
}
