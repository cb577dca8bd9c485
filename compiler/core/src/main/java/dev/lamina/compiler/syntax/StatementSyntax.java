package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** One statement of a model. */
public sealed interface StatementSyntax {
    Span span();

    /** {@code input text: tokens[64] below vocabulary}. */
    record Input(Name name, Name kind, List<ExpressionSyntax> sizes, Optional<ExpressionSyntax> below, Span span)
            implements StatementSyntax {
        public Input {
            sizes = List.copyOf(sizes);
        }
    }

    /** {@code conv1: conv(6, kernel = 5)}; the span covers label and call. */
    record LayerCall(Optional<Name> label, CallSyntax call, Span span) implements StatementSyntax {}

    /** {@code loss cross_entropy(smoothing = 0.1)}. */
    record Loss(CallSyntax call, Span span) implements StatementSyntax {}

    /** {@code train { optimizer adam  batch 64 }}. */
    record Train(List<Setting> settings, Span span) implements StatementSyntax {
        public Train {
            settings = List.copyOf(settings);
        }
    }
}
