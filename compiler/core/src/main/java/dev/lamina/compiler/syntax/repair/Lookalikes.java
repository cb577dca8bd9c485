package dev.lamina.compiler.syntax.repair;

import static java.util.Map.entry;

import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.grammar.LaminaLexer;
import java.util.Map;
import java.util.Optional;

/** Characters that look like one of the language, as word processors, web pages and other keyboards produce them. */
final class Lookalikes {
    private record Meant(int type, String text) {}

    private static final Meant BLANK = new Meant(LaminaLexer.SPACE, " ");
    private static final Meant MINUS = new Meant(LaminaLexer.MINUS, "-");

    private static final Map<String, Meant> MEANT = Map.ofEntries(
            entry("\u00A0", BLANK), // no-break space
            entry("\u200B", BLANK), // zero width space
            entry("\uFEFF", BLANK), // byte order mark
            entry("\u3000", BLANK), // ideographic space
            entry("\u2212", MINUS), // minus sign
            entry("\u2013", MINUS), // en dash
            entry("\u2014", MINUS), // em dash
            entry("\u00D7", new Meant(LaminaLexer.TIMES, "*")),
            entry("\u00F7", new Meant(LaminaLexer.DIVIDE, "/")),
            entry("\uFF08", new Meant(LaminaLexer.LPAREN, "(")),
            entry("\uFF09", new Meant(LaminaLexer.RPAREN, ")")),
            entry("\uFF0C", new Meant(LaminaLexer.COMMA, ",")),
            entry("\uFF1A", new Meant(LaminaLexer.COLON, ":")),
            entry("\uFF1D", new Meant(LaminaLexer.EQUALS, "=")));

    private Lookalikes() {}

    /** The token that an unknown one looks like. */
    static Optional<Lexeme> of(Lexeme unknown) {
        return Optional.ofNullable(MEANT.get(unknown.text()))
                .map(meant -> new Lexeme(meant.type(), meant.text(), unknown.span()));
    }
}
