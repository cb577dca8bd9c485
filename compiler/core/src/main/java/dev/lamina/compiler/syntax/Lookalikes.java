package dev.lamina.compiler.syntax;

import static java.util.Map.entry;

import dev.lamina.grammar.LaminaLexer;
import java.util.Map;
import java.util.Optional;

/** Characters that word processors, web pages and other keyboards put where the language has one of its own. */
final class Lookalikes {
    private static final Map<String, String> MEANT = Map.ofEntries(
            entry("\u00A0", " "), // no-break space
            entry("\u200B", " "), // zero width space
            entry("\uFEFF", " "), // byte order mark
            entry("\u3000", " "), // ideographic space
            entry("\u2212", "-"), // minus sign
            entry("\u2013", "-"), // en dash
            entry("\u2014", "-"), // em dash
            entry("\u00D7", "*"), // multiplication sign
            entry("\u00F7", "/"), // division sign
            entry("\uFF08", "("),
            entry("\uFF09", ")"),
            entry("\uFF0C", ","),
            entry("\uFF1A", ":"),
            entry("\uFF1D", "="));

    private static final Map<String, Integer> TYPES = Map.of(
            " ", LaminaLexer.SPACE,
            "-", LaminaLexer.MINUS,
            "*", LaminaLexer.TIMES,
            "/", LaminaLexer.DIVIDE,
            "(", LaminaLexer.LPAREN,
            ")", LaminaLexer.RPAREN,
            ",", LaminaLexer.COMMA,
            ":", LaminaLexer.COLON,
            "=", LaminaLexer.EQUALS);

    private Lookalikes() {}

    /** What a lexeme looks like, at its place. */
    static Optional<Lexeme> of(Lexeme unknown) {
        return Optional.ofNullable(MEANT.get(unknown.text()))
                .map(meant -> new Lexeme(TYPES.get(meant), meant, unknown.span()));
    }
}
