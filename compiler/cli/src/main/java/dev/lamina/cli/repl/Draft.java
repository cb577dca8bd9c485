package dev.lamina.cli.repl;

import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.ModelOutline;
import dev.lamina.compiler.ModelOutline.StatementKind;
import dev.lamina.compiler.ModelOutline.StatementOutline;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.Summary;
import dev.lamina.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model as far as it has been typed. Immutable: a change makes a new draft, so that earlier ones remain for undo.
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
    /** The name of the file in diagnostics. */
    static final String FILE = "repl";

    static final Draft EMPTY = new Draft("", "Untitled", Map.of(), "", List.of(), "", "");

    private static final String INDENT = "    ";

    Draft {
        parameters = new LinkedHashMap<>(parameters);
        layers = List.copyOf(layers);
    }

    /** The model of a file. */
    static Draft of(ModelOutline model) {
        Draft draft = new Draft(model.documentation(), model.name(), model.parameters(), "", List.of(), "", "");
        for (int i = 0; i < model.statements().size(); i++) {
            draft = draft.with(model.statements().get(i).kind(), CommentedStatement.text(model, i));
        }
        return draft;
    }

    /** With further statements: a second input, loss or train block takes the place of the first. */
    Draft with(List<StatementOutline> statements) {
        Draft draft = this;
        for (StatementOutline statement : statements) {
            draft = draft.with(statement.kind(), statement.span().text());
        }
        return draft;
    }

    private Draft with(StatementKind kind, String text) {
        return switch (kind) {
            case INPUT -> new Draft(documentation, name, parameters, text, layers, loss, train);
            case LAYER -> withLayer(text);
            case LOSS -> new Draft(documentation, name, parameters, input, layers, text, train);
            case TRAIN -> new Draft(documentation, name, parameters, input, layers, loss, text);
        };
    }

    /** With a layer after the last one. The text need not be a layer: then the compiler reports an error. */
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

    /** The model as the text of a file. */
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

    private static void append(StringBuilder text, String statement, String before) {
        if (!statement.isEmpty()) {
            text.append(before);
            dedented(statement)
                    .lines()
                    .forEach(
                            line -> text.append((INDENT + line).stripTrailing()).append('\n'));
        }
    }

    /** A statement whose lines after the first have lost their common indentation. */
    static String dedented(String statement) {
        List<String> lines = statement.lines().toList();
        List<String> behind = lines.subList(1, lines.size());
        int indent = behind.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return Stream.concat(
                        Stream.of(lines.get(0)),
                        behind.stream().map(line -> line.isBlank() ? "" : line.substring(indent)))
                .collect(Collectors.joining("\n"));
    }

    SourceFile source() {
        return new SourceFile(FILE, text());
    }

    Result<Summary> check() {
        return LaminaCompiler.check(source(), Options.defaults());
    }
}
