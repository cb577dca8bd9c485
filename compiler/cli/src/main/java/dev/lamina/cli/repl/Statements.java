package dev.lamina.cli.repl;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.Parser;
import dev.lamina.compiler.syntax.StatementSyntax;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What the text of a line is made of. */
final class Statements {
    private Statements() {}

    /** The statements in it; empty if it cannot be read, or only with a slip. */
    static Optional<List<StatementSyntax>> of(String text) {
        Diagnostics log = new Diagnostics();
        Optional<FileSyntax> file = Parser.parse(new SourceFile(Draft.FILE, "model Line {\n" + text + "\n}\n"), log);
        return file.filter(each -> log.isEmpty() && each.models().size() == 1)
                .map(each -> each.models().get(0).statements());
    }

    /** Whether a bracket is still open, so that more has to come. */
    static boolean isUnfinished(String text) {
        Deque<Character> open = new ArrayDeque<>();
        for (String line : text.split("\n", -1)) {
            int comment = line.indexOf("//");
            for (char each : (comment < 0 ? line : line.substring(0, comment)).toCharArray()) {
                if ("({[".indexOf(each) >= 0) {
                    open.push(each);
                } else if (")}]".indexOf(each) >= 0 && open.poll() == null) {
                    return false;
                }
            }
        }
        return !open.isEmpty();
    }
}
