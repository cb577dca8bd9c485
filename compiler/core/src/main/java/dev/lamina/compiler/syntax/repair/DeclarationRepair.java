package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.INPUT;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.LOSS;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.RBRACKET;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Repairs inputs and losses that are written as calls or without their kind: {@code input(8)}, {@code input x: 4}, {@code loss(mse)}. */
public final class DeclarationRepair extends BodyRepair {
    private DeclarationRepair(List<Lexeme> in, SyntaxLog log) {
        super(in, log);
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        return new DeclarationRepair(lexemes, log).repaired();
    }

    @Override
    protected boolean repair(Lexeme lexeme, Place place) {
        if (place != Place.STATEMENTS) {
            return false;
        }
        if (lexeme.is(LOSS) && typeAt(at + 1) == LPAREN && typeAt(at + 2) == NAME && behind(at + 1) > at + 3) {
            return lossInParentheses(lexeme);
        }
        if (lexeme.is(INPUT) && (typeAt(at + 1) == NUMBER || typeAt(at + 1) == LPAREN)) {
            return inputOfSizes(lexeme);
        }
        return typeBefore(1) == COLON && typeBefore(3) == INPUT && sizes(lexeme);
    }

    /** Repairs {@code x: vector(4)}, {@code x: [4]}, {@code x: (1, 28, 28)} and {@code x: 4}. */
    private boolean sizes(Lexeme first) {
        boolean named = first.is(NAME) && typeAt(at + 1) == LPAREN;
        int opening = named ? at + 1 : at;
        if (!named && !first.is(LPAREN) && !first.is(LBRACKET) && !first.is(NUMBER)) {
            return false;
        }
        int end = first.is(NUMBER) ? at + 1 : behind(opening);
        int from = first.is(NUMBER) ? at : opening + 1;
        List<Lexeme> sizes = in.subList(from, first.is(NUMBER) ? end : Math.max(from, end - 1));
        long count = sizes.stream().filter(Lexeme::beginsValue).count();
        Optional<String> kind = named ? Optional.of(first.text()) : kind(count);
        if (kind.isEmpty()) {
            return false;
        }
        Span written = first.span().to(in.get(end - 1).span());
        String numbers = sizes.isEmpty()
                ? ""
                : sizes.get(0).span().to(sizes.get(sizes.size() - 1).span()).text();
        String meant = kind.get() + "[" + numbers.replaceFirst(",\\s*$", "") + "]";
        log.slip(Diagnostic.of(
                        named ? Code.E0127 : Code.E0114,
                        written,
                        named ? "the sizes of an input stand in brackets" : "the kind of the input is missing")
                .help("write `" + meant + "`", Fix.replace(written, meant)));
        out.add(new Lexeme(NAME, kind.get(), first.span()));
        out.add(new Lexeme(LBRACKET, "[", in.get(opening).span()));
        out.addAll(sizes);
        out.add(new Lexeme(RBRACKET, "]", in.get(end - 1).span()));
        at = end;
        return true;
    }

    /** Repairs {@code loss(cross_entropy)}. */
    private boolean lossInParentheses(Lexeme word) {
        int end = behind(at + 1);
        Span written = word.span().to(in.get(end - 1).span());
        List<Lexeme> inner = in.subList(at + 2, end - 1);
        String meant = "loss "
                + inner.get(0).span().to(inner.get(inner.size() - 1).span()).text();
        log.slip(Diagnostic.of(Code.E0115, written, "`loss` is followed by its value, without parentheses")
                .help("write `" + meant + "`", Fix.replace(written, meant)));
        out.add(word);
        out.addAll(inner);
        at = end;
        return true;
    }

    /** Repairs {@code input(8)} and {@code input 8}. */
    private boolean inputOfSizes(Lexeme word) {
        int end = typeAt(at + 1) == NUMBER ? at + 2 : behind(at + 1);
        List<Lexeme> sizes =
                in.subList(at + 1, end).stream().filter(each -> each.is(NUMBER)).toList();
        Optional<String> kind = kind(sizes.size());
        boolean plain = in.subList(at + 1, end).stream().noneMatch(each -> each.is(NAME) || each.isOperator());
        if (kind.isEmpty() || !plain) {
            return false;
        }
        Span written = word.span().to(in.get(end - 1).span());
        String numbers = sizes.stream().map(Lexeme::text).collect(Collectors.joining(", "));
        String meant = "input x: " + kind.get() + "[" + numbers + "]";
        log.slip(Diagnostic.of(Code.E0114, written, "an input has a name and a kind")
                .help("write `" + meant + "`", Fix.replace(written, meant)));
        Span place = word.span().after();
        out.add(word);
        out.add(new Lexeme(NAME, "x", place));
        out.add(new Lexeme(COLON, ":", place));
        out.add(new Lexeme(NAME, kind.get(), place));
        out.add(new Lexeme(LBRACKET, "[", place));
        for (Lexeme size : sizes) {
            if (out.get(out.size() - 1).is(NUMBER)) {
                out.add(new Lexeme(COMMA, ",", place));
            }
            out.add(size);
        }
        out.add(new Lexeme(RBRACKET, "]", place));
        at = end;
        return true;
    }

    /** The kind of an input with so many sizes. */
    private static Optional<String> kind(long sizes) {
        return sizes == 1
                ? Optional.of("vector")
                : sizes == 2 ? Optional.of("sequence") : sizes == 3 ? Optional.of("image") : Optional.empty();
    }
}
