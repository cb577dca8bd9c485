package dev.lamina.compiler.syntax.repair;

import dev.lamina.compiler.syntax.Lexeme;
import java.util.List;

/** Which bracket closes which, in a list of tokens. It is found once for all of them, so that asking costs nothing in long texts. */
final class Brackets {
    private static final int NONE = -1;

    private final int[] closing;

    Brackets(List<Lexeme> lexemes) {
        closing = new int[lexemes.size()];
        int[] open = new int[lexemes.size()];
        int depth = 0;
        for (int i = 0; i < closing.length; i++) {
            closing[i] = NONE;
            if (lexemes.get(i).opens()) {
                open[depth++] = i;
            } else if (lexemes.get(i).closes() && depth > 0) {
                closing[open[--depth]] = i;
            }
        }
    }

    /** Whether a bracket, of any kind, closes the one at this index. */
    boolean isClosed(int opening) {
        return opening < closing.length && closing[opening] != NONE;
    }

    /** The index behind the bracket that closes the one at this index, or the end of the list. */
    int behind(int opening) {
        return isClosed(opening) ? closing[opening] + 1 : closing.length;
    }
}
