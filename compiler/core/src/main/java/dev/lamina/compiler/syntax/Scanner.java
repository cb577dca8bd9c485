package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.grammar.LaminaLexer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;

/** Splits a text into tokens with UTF-16 offsets, and keeps comments and documentation. */
public final class Scanner {
    private final SourceFile source;
    private final int[] offsets;
    private final List<Lexeme> lexemes = new ArrayList<>();
    private final List<Lexeme> comments = new ArrayList<>();
    private final Map<Integer, String> documentation = new HashMap<>();

    private Scanner(SourceFile source) {
        this.source = source;
        this.offsets = offsets(source.text());
    }

    public static Scanner scan(SourceFile source) {
        Scanner scanner = new Scanner(source);
        scanner.run();
        return scanner;
    }

    public List<Lexeme> lexemes() {
        return lexemes;
    }

    /** The comments and {@code ///} lines, which the parser does not get. */
    public List<Lexeme> comments() {
        return comments;
    }

    /** The text of the {@code ///} lines before the token that begins at an offset. */
    Optional<String> documentationBefore(int offset) {
        return Optional.ofNullable(documentation.get(offset));
    }

    private void run() {
        LaminaLexer lexer = new LaminaLexer(CharStreams.fromString(source.text(), source.name()));
        lexer.removeErrorListeners();
        List<String> lines = new ArrayList<>();
        for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
            Span span = source.span(offsets[token.getStartIndex()], offsets[token.getStopIndex() + 1]);
            if (token.getChannel() != Token.DEFAULT_CHANNEL) {
                comments.add(new Lexeme(token.getType(), span.text(), span));
            }
            if (token.getType() == LaminaLexer.DOCUMENTATION) {
                lines.add(documentationLine(token.getText()));
            } else if (token.getChannel() == Token.DEFAULT_CHANNEL) {
                lexemes.add(new Lexeme(token.getType(), span.text(), span));
                if (!lines.isEmpty()
                        && (token.getType() == LaminaLexer.MODEL
                                || token.getText().equals("block"))) {
                    documentation.put(span.start(), String.join("\n", lines));
                }
                lines.clear();
            }
        }
    }

    /** A documentation line without its slashes, the space behind them, and white space at the end. */
    private static String documentationLine(String token) {
        String line = token.substring(3).stripTrailing();
        return line.startsWith(" ") ? line.substring(1) : line;
    }

    /** The UTF-16 offset of each code point and of the end: ANTLR counts code points. */
    private static int[] offsets(String text) {
        int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
        for (int point = 1; point < offsets.length; point++) {
            offsets[point] = text.offsetByCodePoints(offsets[point - 1], 1);
        }
        return offsets;
    }
}
