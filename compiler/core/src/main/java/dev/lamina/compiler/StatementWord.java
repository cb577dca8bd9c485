package dev.lamina.compiler;

import dev.lamina.compiler.reference.StatementPage;
import java.util.List;
import java.util.Optional;

/**
 * A word that begins a statement or a setting and is no layer, such as {@code residual} or {@code clip}: for help.
 *
 * @param summary what the statement is, in one line
 * @param page its page, in Markdown
 */
public record StatementWord(String name, String summary, String page) {
    /** All such words, in alphabetical order. */
    public static List<StatementWord> all() {
        return StatementPage.all().stream().map(StatementWord::of).toList();
    }

    public static Optional<StatementWord> find(String name) {
        return StatementPage.find(name).map(StatementWord::of);
    }

    private static StatementWord of(StatementPage page) {
        return new StatementWord(page.keyword(), page.summary(), page.text());
    }
}
