package dev.lamina.compiler.syntax.repair;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import dev.lamina.grammar.LaminaLexer;
import java.util.ArrayList;
import java.util.List;

/** Reports constructs that are reserved for later versions of the language, and removes them. */
public final class FutureWords {
    private FutureWords() {}

    public static List<Lexeme> leaveOut(List<Lexeme> in, SyntaxLog log) {
        List<Lexeme> out = new ArrayList<>(in.size());
        int at = 0;
        while (at < in.size()) {
            int brace = openingBrace(in, at);
            if (brace < 0) {
                out.add(in.get(at++));
            } else {
                Lexeme word = in.get(at);
                log.lost(Diagnostic.of(
                        Code.E0124, word.span(), "`" + word.text() + "` is not part of the language yet"));
                at = afterClosing(in, brace);
            }
        }
        return out;
    }

    /** The index of the brace that opens the block of `residual`, `repeat n` or `block B(c)`; -1 if there is none. */
    private static int openingBrace(List<Lexeme> in, int at) {
        int before = at > 0 ? in.get(at - 1).type() : LaminaLexer.RBRACE;
        boolean inCall = before == LaminaLexer.LPAREN || before == LaminaLexer.COMMA || before == LaminaLexer.EQUALS;
        return switch (inCall ? "" : in.get(at).text()) {
            case "residual" -> braceAt(in, at + 1);
            case "repeat" -> braceAt(in, at + 2);
            case "block" -> braceAt(in, typeAt(in, at + 2) == LaminaLexer.LPAREN ? afterClosing(in, at + 2) : at + 2);
            default -> -1;
        };
    }

    private static int braceAt(List<Lexeme> in, int at) {
        return typeAt(in, at) == LaminaLexer.LBRACE ? at : -1;
    }

    private static int typeAt(List<Lexeme> in, int at) {
        return at < in.size() ? in.get(at).type() : LaminaLexer.EOF;
    }

    private static int afterClosing(List<Lexeme> in, int opening) {
        int depth = 0;
        for (int at = opening; at < in.size(); at++) {
            depth += in.get(at).opens() ? 1 : in.get(at).closes() ? -1 : 0;
            if (depth == 0) {
                return at + 1;
            }
        }
        return in.size();
    }
}
