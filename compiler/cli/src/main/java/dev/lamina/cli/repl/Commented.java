package dev.lamina.cli.repl;

import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.ParameterSyntax;
import dev.lamina.compiler.syntax.StatementSyntax;
import java.util.List;
import java.util.stream.Collectors;

/** The text of a file's statement with the comments that belong to it: those in lines above, and the one behind it. */
final class Commented {
    private Commented() {}

    static String text(ModelSyntax model, int number) {
        List<StatementSyntax> all = model.statements();
        String file = model.span().file().text();
        StatementSyntax statement = all.get(number);
        boolean first = number == 0;
        boolean last = number + 1 == all.size();
        int from = first ? bodyStart(model, file) : all.get(number - 1).span().end();
        int to = last ? model.span().end() - 1 : all.get(number + 1).span().start();
        String before = file.substring(from, statement.span().start());
        String after = file.substring(
                statement.span().end(), Math.max(to, statement.span().end()));
        String behind = first(after).strip();
        return lines(first ? before : rest(before))
                + Draft.dedented(statement.span().text())
                + (behind.isEmpty() ? "" : "  " + behind)
                + (last ? ("\n" + lines(rest(after))).stripTrailing() : "");
    }

    private static int bodyStart(ModelSyntax model, String file) {
        List<ParameterSyntax> parameters = model.parameters();
        int headEnd = parameters.isEmpty()
                ? model.name().span().end()
                : parameters.get(parameters.size() - 1).span().end();
        return file.indexOf('{', headEnd) + 1;
    }

    private static String first(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static String rest(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? "" : text.substring(end + 1);
    }

    private static String lines(String comments) {
        return comments.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
