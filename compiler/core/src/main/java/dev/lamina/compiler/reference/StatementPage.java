package dev.lamina.compiler.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The pages of the statements and settings that begin with a word and are no layers. No class declares these, so the pages are written by
 * hand.
 */
public record StatementPage(String keyword, String text) {
    private static final List<String> KEYWORDS = List.of(
            "block", "clip", "freeze", "from", "output", "rate", "repeat", "residual", "schedule", "shortcut", "stop");

    /** The pages of all these statements. */
    public static List<StatementPage> all() {
        return KEYWORDS.stream().map(StatementPage::read).toList();
    }

    /** The page of the statement with this word. */
    public static Optional<StatementPage> find(String keyword) {
        return KEYWORDS.stream()
                .filter(keyword::equals)
                .map(StatementPage::read)
                .findFirst();
    }

    private static StatementPage read(String keyword) {
        try (InputStream page = StatementPage.class.getResourceAsStream(keyword + ".md")) {
            if (page == null) {
                throw new IllegalStateException("no page of " + keyword);
            }
            return new StatementPage(keyword, new String(page.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What the statement is, in one line: that below the heading, behind its colon. */
    public String summary() {
        String line = text.lines().skip(2).findFirst().orElseThrow();
        return line.substring(line.indexOf(": ") + 2, line.length() - 1);
    }
}
