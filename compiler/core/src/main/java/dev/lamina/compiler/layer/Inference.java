package dev.lamina.compiler.layer;

import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.tensor.Shape;
import java.util.List;

/** The answer of a shape rule. */
public sealed interface Inference {
    /**
     * It fits.
     *
     * @param arithmetic the arithmetic behind the shape, for people
     * @param warnings about what is legal but suspicious
     */
    record Fits(Shape shape, String arithmetic, List<Diagnostic> warnings) implements Inference {
        public Fits {
            warnings = List.copyOf(warnings);
        }
    }

    /** It does not fit; {@code proposals} are tried in order, and the first that helps is offered. */
    record Mismatch(Diagnostic diagnostic, List<Proposal> proposals) implements Inference {
        public Mismatch {
            proposals = List.copyOf(proposals);
        }
    }

    /** A change that may help; the text may hold {@code %s} for the shape that the place then has. */
    record Proposal(String text, Fix fix) {}

    static Inference fits(Shape shape, String arithmetic) {
        return new Fits(shape, arithmetic, List.of());
    }

    static Inference mismatch(Diagnostic diagnostic, Proposal... proposals) {
        return new Mismatch(diagnostic, List.of(proposals));
    }
}
