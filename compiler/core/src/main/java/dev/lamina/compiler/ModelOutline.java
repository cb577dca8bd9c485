package dev.lamina.compiler;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.BlockSyntax;
import dev.lamina.compiler.syntax.ExpressionSyntax;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.Name;
import dev.lamina.compiler.syntax.ParameterSyntax;
import dev.lamina.compiler.syntax.StatementSyntax;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model as parsed, with the positions of its statements: for programs that edit model files.
 *
 * @param documentation the text of its {@code ///} lines; may be empty
 * @param parameters the default values of its parameters as written, by name, in the order of the file
 * @param body everything between its braces
 * @param blocks the blocks of its file
 */
public record ModelOutline(
        String name,
        String documentation,
        Map<String, String> parameters,
        List<StatementOutline> statements,
        Span body,
        List<BlockOutline> blocks) {
    public ModelOutline {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        statements = List.copyOf(statements);
        blocks = List.copyOf(blocks);
    }

    static List<ModelOutline> of(FileSyntax file) {
        List<BlockOutline> blocks = file.blocks().stream().map(BlockOutline::of).toList();
        return file.models().stream().map(model -> of(model, blocks)).toList();
    }

    private static ModelOutline of(ModelSyntax model, List<BlockOutline> blocks) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (ParameterSyntax parameter : model.parameters()) {
            parameters.put(parameter.name().text(), value(parameter));
        }
        return new ModelOutline(
                model.name().text(),
                model.documentation().orElse(""),
                parameters,
                model.statements().stream().map(StatementOutline::of).toList(),
                body(model),
                blocks);
    }

    /** The text of a default value. The span of its expression would leave out parentheses around it. */
    private static String value(ParameterSyntax parameter) {
        Span name = parameter.name().span();
        Span value = name.file().span(name.end(), parameter.span().end());
        return value.text().replaceFirst("^\\s*=\\s*", "");
    }

    private static Span body(ModelSyntax model) {
        SourceFile file = model.span().file();
        List<ParameterSyntax> parameters = model.parameters();
        int head = parameters.isEmpty()
                ? model.name().span().end()
                : parameters.get(parameters.size() - 1).span().end();
        int start = file.text().indexOf('{', head) + 1;
        // The closing brace may be missing, which is an error, but no reason to fail here.
        return file.span(start, Math.max(start, model.span().end() - 1));
    }

    /**
     * A block of a file.
     *
     * @param documentation the text of its {@code ///} lines; may be empty
     * @param head its name and parameters as written: {@code Basic(filters, stride = 1)}
     */
    public record BlockOutline(String name, String documentation, String head, Span span) {
        private static BlockOutline of(BlockSyntax block) {
            String text = block.span().oneLine();
            String head = text.substring(0, text.indexOf('{')).replaceFirst("^block ", "");
            return new BlockOutline(block.name().text(), block.documentation().orElse(""), head.strip(), block.span());
        }
    }

    /**
     * A statement of a model, without the comments around it.
     *
     * @param name what an input, an output or a label is called; the output that a loss names; empty for other statements
     */
    public record StatementOutline(StatementKind kind, String name, Span span) {
        private static StatementOutline of(StatementSyntax statement) {
            return new StatementOutline(StatementKind.of(statement), name(statement), statement.span());
        }

        private static String name(StatementSyntax statement) {
            if (statement instanceof StatementSyntax.Input input) {
                return input.name().text();
            }
            if (statement instanceof StatementSyntax.Output output) {
                return output.name().text();
            }
            return statement instanceof StatementSyntax.Loss loss ? outputOf(loss) : label(statement);
        }

        private static String label(StatementSyntax statement) {
            Optional<Name> label = Optional.empty();
            if (statement instanceof StatementSyntax.LayerCall call) {
                label = call.label();
            } else if (statement instanceof StatementSyntax.Residual residual) {
                label = residual.label();
            } else if (statement instanceof StatementSyntax.Repeat repeat) {
                label = repeat.label();
            }
            return label.map(Name::text).orElse("");
        }

        private static String outputOf(StatementSyntax.Loss loss) {
            return loss.call().arguments().stream()
                    .filter(argument ->
                            argument.name().isEmpty() && argument.value() instanceof ExpressionSyntax.Reference)
                    .map(argument -> argument.span().text())
                    .findFirst()
                    .orElse("");
        }
    }

    /** What a statement declares. */
    public enum StatementKind {
        INPUT,
        /** {@code output boxes: fc(64)}, a layer or body whose label names an output. */
        OUTPUT,
        /** A layer or a call of a block. */
        LAYER,
        /** {@code from trunk}. */
        FROM,
        RESIDUAL,
        REPEAT,
        LOSS,
        TRAIN;

        private static StatementKind of(StatementSyntax statement) {
            if (statement instanceof StatementSyntax.Input) {
                return INPUT;
            }
            if (statement instanceof StatementSyntax.Output) {
                return OUTPUT;
            }
            if (statement instanceof StatementSyntax.Loss) {
                return LOSS;
            }
            return statement instanceof StatementSyntax.Train ? TRAIN : ofStep(statement);
        }

        private static StatementKind ofStep(StatementSyntax step) {
            if (step instanceof StatementSyntax.From) {
                return FROM;
            }
            if (step instanceof StatementSyntax.Residual) {
                return RESIDUAL;
            }
            return step instanceof StatementSyntax.Repeat ? REPEAT : LAYER;
        }

        /** Whether it computes or names a value, so that several of its kind may follow each other. */
        public boolean isStep() {
            return this == OUTPUT || this == LAYER || this == FROM || this == RESIDUAL || this == REPEAT;
        }
    }
}
