package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** One statement of a model. */
public sealed interface StatementSyntax {
    Span span();

    /** A statement that computes or names a value. Blocks and the bodies of residuals, shortcuts and repeats consist of these. */
    sealed interface Step extends StatementSyntax {}

    /** {@code input text: tokens[64] below vocabulary}. */
    record Input(Name name, Name kind, List<ExpressionSyntax> sizes, Optional<ExpressionSyntax> below, Span span)
            implements StatementSyntax {
        public Input {
            sizes = List.copyOf(sizes);
        }
    }

    /** {@code output boxes: fc(64)}: a step whose label names an output. */
    record Output(Name name, Step step, Span span) implements StatementSyntax {}

    /** {@code conv1: conv(6, kernel = 5)}, a call of a layer or block; the span covers label and call. */
    record LayerCall(Optional<Name> label, CallSyntax call, Span span) implements Step {}

    /** {@code from trunk}. */
    record From(Name value, Span span) implements Step {}

    /**
     * {@code residual { … } shortcut { … }}.
     *
     * @param keyword the span of the word {@code residual}
     */
    record Residual(Optional<Name> label, Span keyword, List<Step> body, Optional<Shortcut> shortcut, Span span)
            implements Step {
        public Residual {
            body = List.copyOf(body);
        }
    }

    /** The body that computes what a residual adds in place of its input. */
    record Shortcut(Optional<Name> label, Span keyword, List<Step> body, Span span) {
        public Shortcut {
            body = List.copyOf(body);
        }
    }

    /** {@code repeat 3 { … }}. */
    record Repeat(Optional<Name> label, Span keyword, ExpressionSyntax times, List<Step> body, Span span)
            implements Step {
        public Repeat {
            body = List.copyOf(body);
        }
    }

    /** {@code loss cross_entropy(smoothing = 0.1)}. */
    record Loss(CallSyntax call, Span span) implements StatementSyntax {}

    /** {@code train { optimizer adam  batch 64 }}. */
    record Train(List<Setting> settings, Span span) implements StatementSyntax {
        public Train {
            settings = List.copyOf(settings);
        }
    }
}
