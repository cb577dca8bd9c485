package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.BELOW;
import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.INPUT;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.LOSS;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.RBRACE;
import static dev.lamina.grammar.LaminaLexer.RPAREN;
import static dev.lamina.grammar.LaminaLexer.TRAIN;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import dev.lamina.grammar.LaminaParser;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reports statements that lack a part, such as {@code repeat 3} without a body, and removes them. Their words are keywords only where the
 * statement is complete, so without this they would be unknown layers.
 */
public final class StatementRepair extends TokenRepair {
    private static final Set<String> WORDS = Set.of("block", "from", "output", "repeat", "residual", "shortcut");

    /** What stands before a value or a name that is declared, and so before no statement. */
    private static final Set<Integer> BEFORE_VALUES = Set.of(
            BELOW,
            COMMA,
            EQUALS,
            INPUT,
            LBRACKET,
            LOSS,
            LPAREN,
            MODEL,
            TRAIN,
            LaminaParser.BLOCK,
            LaminaParser.FROM,
            LaminaParser.OUTPUT,
            LaminaParser.REPEAT);

    private final Set<String> labels;

    /** For each open bracket, whether it contains statements: it is the brace of a model or a body. */
    private final Deque<Boolean> open = new ArrayDeque<>();

    private StatementRepair(List<Lexeme> in, SyntaxLog log) {
        super(in, log);
        this.labels = IntStream.range(0, in.size())
                .filter(i -> typeAt(i) == NAME && typeAt(i + 1) == COLON)
                .mapToObj(i -> in.get(i).text())
                .collect(Collectors.toSet());
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        return new StatementRepair(lexemes, log).repaired();
    }

    @Override
    protected void one(Lexeme lexeme) {
        if (lexeme.is(LaminaParser.FROM) && typeAt(at + 1) == NAME && typeAt(at + 2) == LPAREN) {
            lacks(lexeme, "the name of a value", "write a label or an input behind it, as in `from trunk`", at + 1);
        } else if (isWord(lexeme) && beginsStatement(lexeme)) {
            incomplete(lexeme);
        } else {
            take(lexeme);
        }
    }

    private void take(Lexeme lexeme) {
        if (lexeme.opens()) {
            open.push(lexeme.is(LBRACE) && typeBefore(1) != TRAIN);
        } else if (lexeme.closes() && !open.isEmpty()) {
            open.pop();
        }
        out.add(lexeme);
        at++;
    }

    private boolean isWord(Lexeme lexeme) {
        return lexeme.is(NAME)
                && WORDS.contains(lexeme.text())
                && !isBlock(lexeme)
                && typeAt(at + 1) != COLON
                && typeAt(at + 1) != EQUALS;
    }

    /** Whether a statement may begin at this word: it stands in a body, behind another statement, a brace or a label. */
    private boolean beginsStatement(Lexeme word) {
        if (open.isEmpty() || out.isEmpty()) {
            return word.text().equals("block") && (out.isEmpty() || typeBefore(1) == RBRACE);
        }
        Lexeme before = out.get(out.size() - 1);
        return open.element() && !BEFORE_VALUES.contains(before.type()) && !before.isOperator();
    }

    private void incomplete(Lexeme word) {
        switch (word.text()) {
            case "block" -> block(word);
            case "from" -> from(word);
            case "output" -> output(word);
            case "repeat" -> repeat(word);
            default -> body(word);
        }
    }

    /** Reports a statement without a part that it needs, and removes it up to the token at {@code end}. */
    private void lacks(Lexeme word, String part, String help, int end) {
        removed(
                Diagnostic.of(Code.E0126, word.span(), "`" + word.text() + "` needs " + part)
                        .help(help),
                end);
    }

    private void removed(Diagnostic problem, int end) {
        log.lost(problem);
        at = end;
        if (typeBefore(1) == COLON) { // the label of the statement
            out.subList(Math.max(0, out.size() - 2), out.size()).clear();
        }
        if (typeBefore(1) == LaminaParser.OUTPUT) {
            out.remove(out.size() - 1);
        }
    }

    /** Reports a residual or a shortcut without braces. Layers in parentheses are probably its body. */
    private void body(Lexeme word) {
        int end = behindParentheses(at + 1);
        Diagnostic problem = Diagnostic.of(Code.E0126, word.span(), "`" + word.text() + "` needs a body");
        String help = "put its layers in braces: `" + word.text() + " { ... }`";
        boolean layers = typeAt(at + 1) == LPAREN && typeAt(at + 2) == NAME;
        removed(
                layers
                        ? problem.help(
                                help, Fix.replace(word.span().to(in.get(end - 1).span()), braced(word, end)))
                        : problem.help(help),
                end);
    }

    /** A word and the layers in the parentheses behind it, with braces around them and without commas between them. */
    private String braced(Lexeme word, int end) {
        StringBuilder text = new StringBuilder(word.text()).append(" { ");
        int depth = 0;
        for (int i = at + 2; i < end - 1; i++) {
            Lexeme each = in.get(i);
            depth += each.opens() ? 1 : each.closes() ? -1 : 0;
            boolean between = each.is(COMMA) && depth == 0;
            text.append(between ? " " : each.text()).append(gapBehind(i));
        }
        return text.append(" }").toString();
    }

    private void block(Lexeme word) {
        int body = behindParentheses(typeAt(at + 1) == NAME ? at + 2 : at + 1);
        int end = typeAt(body) == LBRACE ? behindBraces(body) : body;
        if (open.isEmpty()) {
            lacks(word, "a name and a body", "write `block Name { ... }`", end);
        } else {
            removed(
                    Diagnostic.of(Code.E0101, word.span(), "a block stands beside the models, not in one")
                            .help("move it before or after the model"),
                    end);
        }
    }

    private void from(Lexeme word) {
        boolean labelled = typeBefore(1) == COLON;
        if (labelled && typeAt(at + 1) == NAME) {
            String value = in.get(at + 1).text();
            removed(
                    Diagnostic.of(Code.E0101, word.span(), "`from` computes nothing that could have a label")
                            .help("use the name `" + value
                                    + "` itself; an output is declared where its value is computed"),
                    at + 2);
        } else if (typeAt(at + 1) == LPAREN && typeAt(at + 2) == NAME && typeAt(at + 3) == RPAREN) {
            String meant = "from " + in.get(at + 2).text();
            Span written = word.span().to(in.get(at + 3).span());
            log.slip(Diagnostic.of(Code.E0126, written, "`from` takes the name of a value without parentheses")
                    .help("write `" + meant + "`", Fix.replace(written, meant)));
            out.add(new Lexeme(LaminaParser.FROM, word.text(), word.span()));
            out.add(in.get(at + 2));
            at += 4;
        } else if (typeAt(at + 1) == NUMBER) {
            String help = "label its layer with a name: `trunk: relu`, then `from trunk`";
            lacks(word, "the name of a value, and a number is none", help, at + 2);
        } else if (typeAt(at + 1) == BELOW) {
            removed(
                    Diagnostic.of(
                            Code.E0123,
                            in.get(at + 1).span(),
                            "`below` is a word of the language and cannot be a name"),
                    at + 2);
        } else {
            String help = "write a label or an input behind it, as in `from trunk`";
            lacks(word, "the name of a value", help, behindParentheses(at + 1));
        }
    }

    private void output(Lexeme word) {
        boolean named = typeAt(at + 1) == NAME && in.get(at + 1).sharesLineWith(word);
        boolean layerFollows = named
                && typeAt(at + 2) == NAME
                && in.get(at + 2).sharesLineWith(in.get(at + 1))
                && typeAt(at + 3) != COLON;
        String name = named ? in.get(at + 1).text() : "";
        if (layerFollows) {
            Span place = in.get(at + 1).span().after();
            log.slip(Diagnostic.of(Code.E0106, place, "an output's name is followed by `:`")
                    .label("missing here")
                    .help("write `" + name + ":`", new Fix(place, ":")));
            out.add(new Lexeme(LaminaParser.OUTPUT, word.text(), word.span()));
            out.add(in.get(at + 1));
            out.add(new Lexeme(COLON, ":", place));
            at += 2;
        } else if (named && typeAt(at + 2) == LPAREN) {
            String call = text(at + 1, behindParentheses(at + 2) - 1);
            lacks(
                    word,
                    "a name",
                    "write it before the layer: `output result: " + call + "`",
                    behindParentheses(at + 2));
        } else if (named && labels.contains(name)) {
            String help = "write `output` where that value is computed: `output " + name + ": ...`";
            lacks(word, "a layer whose value it is", help, at + 2);
        } else {
            String help = "it stands before the layer whose value it is: `output result: fc(2)`";
            lacks(word, "a name and a layer", help, named ? at + 2 : behindParentheses(at + 1));
        }
    }

    private void repeat(Lexeme word) {
        if (typeAt(at + 1) == LBRACE) {
            lacks(
                    word,
                    "a number",
                    "say how many copies of its body there are: `repeat 2 { ... }`",
                    behindBraces(at + 1));
            return;
        }
        int end = at + 1;
        boolean number = typeAt(end) == NUMBER || typeAt(end) == LPAREN;
        if (number) {
            end = typeAt(end) == LPAREN ? behindParentheses(end) : end + 1;
            while (end < in.size() && in.get(end).isOperator()) {
                end += 2;
            }
            end = Math.min(end, in.size());
        }
        String written = word.span().to(in.get(end - 1).span()).oneLine();
        lacks(
                word,
                number ? "a body" : "a number and a body",
                "put its layers in braces: `" + (number ? written : "repeat 2") + " { ... }`",
                end);
    }

    /** The index behind the parentheses that open at {@code from}, if some do. */
    private int behindParentheses(int from) {
        return typeAt(from) == LPAREN ? behindBraces(from) : from;
    }

    /** The index behind the bracket that closes the one at {@code from}; {@code from + 1} if nothing closes it. */
    private int behindBraces(int from) {
        return isClosed(from) ? behind(from) : from + 1;
    }
}
