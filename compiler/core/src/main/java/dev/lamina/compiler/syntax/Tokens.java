package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.grammar.LaminaParser;
import java.util.List;
import java.util.stream.Stream;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;

/** Passes tokens to ANTLR's parser. */
final class Tokens {
    private Tokens() {}

    static LaminaParser parser(SourceFile source, List<Lexeme> lexemes) {
        int end = source.text().length();
        Lexeme last = new Lexeme(Token.EOF, "", source.span(end, end));
        List<CommonToken> tokens = Stream.concat(lexemes.stream(), Stream.of(last))
                .map(Tokens::token)
                .toList();
        LaminaParser parser = new LaminaParser(new CommonTokenStream(new ListTokenSource(tokens)));
        parser.removeErrorListeners();
        return parser;
    }

    private static CommonToken token(Lexeme lexeme) {
        CommonToken token = new CommonToken(lexeme.type(), lexeme.text());
        token.setStartIndex(lexeme.span().start());
        token.setStopIndex(lexeme.span().end() - 1);
        token.setLine(lexeme.span().line());
        return token;
    }
}
