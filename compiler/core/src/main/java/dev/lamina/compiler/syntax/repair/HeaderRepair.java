package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import dev.lamina.grammar.LaminaParser;
import java.util.List;
import java.util.Set;

/** Repairs parameters of models and blocks that have types, as in other languages: {@code n: int = 3}, {@code int n = 3}. */
public final class HeaderRepair extends TokenRepair {
    private static final Set<String> TYPES =
            Set.of("int", "Int", "long", "float", "double", "number", "Integer", "val", "var", "const", "final");

    /** The index behind the parameters that are read. */
    private int end;

    private HeaderRepair(List<Lexeme> in, SyntaxLog log) {
        super(in, log);
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        return new HeaderRepair(lexemes, log).repaired();
    }

    @Override
    protected void one(Lexeme lexeme) {
        boolean named = typeBefore(1) == NAME && (typeBefore(2) == MODEL || typeBefore(2) == LaminaParser.BLOCK);
        if (lexeme.is(LPAREN) && named) {
            end = behind(at);
        }
        boolean first = at < end && (typeBefore(1) == LPAREN || typeBefore(1) == COMMA);
        if (first && TYPES.contains(lexeme.text()) && typeAt(at + 1) == NAME) {
            Span type = new Span(
                    lexeme.span().file(),
                    lexeme.span().start(),
                    in.get(at + 1).span().start());
            report(lexeme.span(), type);
            at++;
            return;
        }
        boolean behindName = at < end && typeBefore(1) == NAME && lexeme.is(COLON);
        if (behindName
                && typeAt(at + 1) == NAME
                && TYPES.contains(in.get(at + 1).text())) {
            Span type = lexeme.span().to(in.get(at + 1).span());
            report(type, type);
            at += 2;
            return;
        }
        out.add(lexeme);
        at++;
    }

    private void report(Span place, Span deleted) {
        log.slip(Diagnostic.of(Code.E0101, place, "parameters are numbers and have no types")
                .help("leave it out", Fix.delete(deleted)));
    }
}
