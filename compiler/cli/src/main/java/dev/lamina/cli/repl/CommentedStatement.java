package dev.lamina.cli.repl;

import dev.lamina.compiler.ModelOutline;
import dev.lamina.compiler.ModelOutline.StatementOutline;
import dev.lamina.compiler.source.Span;
import java.util.List;
import java.util.stream.Collectors;

/** The text of a statement with its comments: those on the lines above it, and the one behind it. */
final class CommentedStatement {
    private CommentedStatement() {}

    static String text(ModelOutline model, int number) {
        List<StatementOutline> all = model.statements();
        Span statement = all.get(number).span();
        boolean first = number == 0;
        boolean last = number + 1 == all.size();
        int from = first ? model.body().start() : all.get(number - 1).span().end();
        int to = last ? model.body().end() : all.get(number + 1).span().start();
        String file = statement.file().text();
        String before = file.substring(from, statement.start());
        String after = file.substring(statement.end(), Math.max(to, statement.end()));
        String behind = first(after).strip();
        return lines(first ? before : rest(before))
                + Draft.dedented(statement.text())
                + (behind.isEmpty() ? "" : "  " + behind)
                + (last ? ("\n" + lines(rest(after))).stripTrailing() : "");
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
