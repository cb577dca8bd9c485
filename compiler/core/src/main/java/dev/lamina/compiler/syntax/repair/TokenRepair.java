package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.EOF;

import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import dev.lamina.grammar.LaminaParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A repair that reads a list of tokens from its beginning to its end, and writes the repaired list. */
abstract class TokenRepair {
    protected final List<Lexeme> in;
    protected final SyntaxLog log;
    protected final List<Lexeme> out = new ArrayList<>();

    /** The index of the token that is read. */
    protected int at;

    private final Brackets brackets;
    private final Set<String> blocks = new HashSet<>();

    protected TokenRepair(List<Lexeme> in, SyntaxLog log) {
        this.in = in;
        this.log = log;
        this.brackets = new Brackets(in);
        for (int i = 1; i < in.size(); i++) {
            if (in.get(i - 1).is(LaminaParser.BLOCK)) {
                blocks.add(in.get(i).text());
            }
        }
    }

    /** The repaired tokens. */
    protected final List<Lexeme> repaired() {
        while (at < in.size()) {
            one(in.get(at));
        }
        return out;
    }

    /** Reads a token, and perhaps more of those that follow it: {@link #at} is then behind them. */
    protected abstract void one(Lexeme lexeme);

    protected final boolean isBlock(Lexeme name) {
        return blocks.contains(name.text());
    }

    protected final int typeAt(int index) {
        return index >= 0 && index < in.size() ? in.get(index).type() : EOF;
    }

    /** The type of the last token of the result, or of one before it. */
    protected final int typeBefore(int distance) {
        return out.size() < distance ? EOF : out.get(out.size() - distance).type();
    }

    /** The text from a token to another. An earlier repair may have put tokens where they do not stand in the text: then it is that of the first. */
    protected final String text(int first, int last) {
        return in.get(first).span().to(in.get(last).span()).text();
    }

    /** What stands behind a token, before the next one. */
    protected final String gapBehind(int index) {
        Span own = in.get(index).span();
        return own.file()
                .text()
                .substring(
                        own.end(), Math.max(own.end(), in.get(index + 1).span().start()));
    }

    /** The index behind the bracket that closes the one at {@code opening}, or the end; behind the token if it is no bracket. */
    protected final int behind(int opening) {
        return opening < in.size() && !in.get(opening).opens() ? opening + 1 : brackets.behind(opening);
    }

    protected final boolean isClosed(int opening) {
        return brackets.isClosed(opening);
    }
}
