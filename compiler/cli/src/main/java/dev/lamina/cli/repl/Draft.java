package dev.lamina.cli.repl;

import dev.lamina.compiler.Checked;
import dev.lamina.compiler.Compiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.ParameterSyntax;
import dev.lamina.compiler.syntax.StatementSyntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model as far as it has been typed; a new one for each change, so that every earlier one is still there.
 *
 * @param documentation what its {@code ///} lines say; may be empty
 * @param parameters values of its parameters, as text
 * @param input the statement; empty if there is none yet, as with loss and train
 */
record Draft(
        String documentation,
        String name,
        Map<String, String> parameters,
        String input,
        List<String> layers,
        String loss,
        String train) {
    /** What the draft is called where diagnostics name a file. */
    static final String FILE = "repl";

    static final Draft EMPTY = new Draft("", "Untitled", Map.of(), "", List.of(), "", "");

    private static final String INDENT = "    ";

    Draft {
        parameters = new LinkedHashMap<>(parameters);
        layers = List.copyOf(layers);
    }

    /** The model of a file. */
    static Draft of(ModelSyntax model) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (ParameterSyntax parameter : model.parameters()) {
            parameters.put(
                    parameter.name().text(),
                    parameter
                            .span()
                            .file()
                            .text()
                            .substring(
                                    parameter.name().span().end(),
                                    parameter.span().end())
                            .replaceFirst("^\\s*=\\s*", ""));
        }
        return new Draft(model.documentation().orElse(""), model.name().text(), parameters, "", List.of(), "", "")
                .with(model.statements());
    }

    /** With further statements: a second input, loss or train block takes the place of the first. */
    Draft with(List<StatementSyntax> statements) {
        Draft draft = this;
        for (StatementSyntax statement : statements) {
            String text = statement.span().text();
            if (statement instanceof StatementSyntax.Input) {
                draft = new Draft(documentation, name, parameters, text, draft.layers, draft.loss, draft.train);
            } else if (statement instanceof StatementSyntax.Loss) {
                draft = new Draft(documentation, name, parameters, draft.input, draft.layers, text, draft.train);
            } else if (statement instanceof StatementSyntax.Train) {
                draft = new Draft(documentation, name, parameters, draft.input, draft.layers, draft.loss, text);
            } else {
                draft = draft.withLayer(text);
            }
        }
        return draft;
    }

    /** With a layer after the last one; or with text that is none, for the compiler to say so. */
    Draft withLayer(String text) {
        List<String> more = new ArrayList<>(layers);
        more.add(text);
        return new Draft(documentation, name, parameters, input, more, loss, train);
    }

    Draft withParameter(String parameter, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new Draft(documentation, name, more, input, layers, loss, train);
    }

    /** As it would stand in a file. */
    String text() {
        StringBuilder text = new StringBuilder();
        documentation
                .lines()
                .forEach(line -> text.append(("/// " + line).stripTrailing()).append('\n'));
        text.append("model ").append(name);
        if (!parameters.isEmpty()) {
            text.append(parameters.entrySet().stream()
                    .map(each -> each.getKey() + " = " + each.getValue())
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        text.append(" {\n");
        append(text, input, "");
        layers.forEach(layer -> append(text, layer, ""));
        append(text, loss, "\n");
        append(text, train, "\n");
        return text.append("}\n").toString();
    }

    /** A statement of several lines keeps its lines, moved as a whole. */
    private static void append(StringBuilder text, String statement, String before) {
        if (statement.isEmpty()) {
            return;
        }
        text.append(before);
        List<String> lines = statement.lines().toList();
        int indent = lines.stream()
                .skip(1)
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        text.append(INDENT).append(lines.get(0)).append('\n');
        lines.stream()
                .skip(1)
                .forEach(line -> text.append(INDENT)
                        .append(line.isBlank() ? "" : line.substring(indent))
                        .append('\n'));
    }

    SourceFile source() {
        return new SourceFile(FILE, text());
    }

    Checked check() {
        return Compiler.check(source(), Options.defaults());
    }
}
