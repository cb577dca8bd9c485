package dev.lamina.compiler;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.ParameterSyntax;
import dev.lamina.compiler.syntax.StatementSyntax;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as parsed, with the positions of its statements: for programs that edit model files.
 *
 * @param documentation the text of its {@code ///} lines; may be empty
 * @param parameters the default values of its parameters as written, by name, in the order of the file
 * @param body everything between its braces
 */
public record ModelOutline(
        String name,
        String documentation,
        Map<String, String> parameters,
        List<StatementOutline> statements,
        Span body) {
    public ModelOutline {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        statements = List.copyOf(statements);
    }

    static ModelOutline of(ModelSyntax model) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (ParameterSyntax parameter : model.parameters()) {
            parameters.put(parameter.name().text(), value(parameter));
        }
        return new ModelOutline(
                model.name().text(),
                model.documentation().orElse(""),
                parameters,
                model.statements().stream().map(StatementOutline::of).toList(),
                body(model));
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

    /** A statement of a model, without the comments around it. */
    public record StatementOutline(StatementKind kind, Span span) {
        private static StatementOutline of(StatementSyntax statement) {
            return new StatementOutline(StatementKind.of(statement), statement.span());
        }
    }

    /** What a statement declares. */
    public enum StatementKind {
        INPUT,
        LAYER,
        LOSS,
        TRAIN;

        private static StatementKind of(StatementSyntax statement) {
            if (statement instanceof StatementSyntax.Input) {
                return INPUT;
            }
            if (statement instanceof StatementSyntax.Loss) {
                return LOSS;
            }
            return statement instanceof StatementSyntax.Train ? TRAIN : LAYER;
        }
    }
}
