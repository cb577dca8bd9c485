package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.BELOW;
import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.DIVIDE;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.INPUT;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.LOSS;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MINUS;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.PLUS;
import static dev.lamina.grammar.LaminaLexer.RPAREN;
import static dev.lamina.grammar.LaminaLexer.TIMES;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import dev.lamina.grammar.LaminaParser;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Repairs calls of layers that name the value they take, as Keras and PyTorch write them, such as {@code x = fc(8)(x)} and {@code x + skip},
 * in text whose brackets match.
 */
public final class CallRepair extends BodyRepair {
    /** The layers that take names of values. */
    private static final List<String> JOINS = List.of("add", "mul", "concat");

    private static final Pattern ADAPTIVE = Pattern.compile("(?i)adaptive_?(avg|max)_?pool[12]d");

    /** What stands before the name of a loss, of a value or of what is declared, and so before no layer. */
    static final Set<Integer> BEFORE_VALUES = Set.of(
            LOSS,
            INPUT,
            BELOW,
            PLUS,
            MINUS,
            TIMES,
            DIVIDE,
            LaminaParser.REPEAT,
            LaminaParser.FROM,
            LaminaParser.OUTPUT);

    /** The name of the value before the current statement, and that of the current one; empty if it has none. */
    private String before = "";

    private String latest = "";

    private CallRepair(List<Lexeme> in, SyntaxLog log) {
        super(in, log);
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        return new CallRepair(lexemes, log).repaired();
    }

    @Override
    protected void begin() {
        before = "";
        latest = "";
    }

    @Override
    protected boolean repair(Lexeme lexeme, Place place) {
        if (place != Place.STATEMENTS) {
            return false;
        }
        return switch (lexeme.type()) {
            case LPAREN -> typeBefore(1) == RPAREN && applied(lexeme);
            case NAME -> !BEFORE_VALUES.contains(typeBefore(1)) && !isKindOfInput() && name(lexeme);
            default -> false;
        };
    }

    private boolean isKindOfInput() {
        return typeBefore(1) == COLON && typeBefore(3) == INPUT;
    }

    private boolean name(Lexeme name) {
        int next = typeAt(at + 1);
        if (next == COLON || next == EQUALS) {
            boolean variable = next == EQUALS && typeAt(at + 2) == NAME && isAssignedAgain(name);
            before = latest;
            latest = name.text();
            return variable && assigned(name);
        }
        if (typeBefore(1) != COLON && typeBefore(1) != EQUALS) {
            before = latest;
        }
        if ((next == PLUS || next == TIMES) && isValue(name) && typeAt(at + 2) == NAME && isValue(in.get(at + 2))) {
            return sum(name);
        }
        if (next == LPAREN && !isBlock(name)) {
            return call(name);
        }
        boolean bare =
                !isBlock(name) && isJoin(name) && next == NAME && in.get(at + 1).sharesLineWith(name);
        boolean ends = typeAt(at + 2) != COLON && typeAt(at + 2) != LPAREN && typeAt(at + 2) != EQUALS;
        return bare && ends && isValue(in.get(at + 1)) && joined(name);
    }

    private static boolean isJoin(Lexeme name) {
        return JOINS.contains(name.text()) || isWordFor(name, JOINS);
    }

    /** Whether a name is given twice, so that it stands for a variable of a program. */
    private boolean isAssignedAgain(Lexeme name) {
        return timesGiven(name.text()) > 1 && typeBefore(1) != INPUT;
    }

    private boolean assigned(Lexeme name) {
        Span written = name.span().to(in.get(at + 1).span());
        Span whole =
                new Span(written.file(), written.start(), in.get(at + 2).span().start());
        log.slip(Diagnostic.of(
                        Code.E0101,
                        written,
                        "a model has no variables: each layer takes the value of the one before it")
                .help("leave it out", Fix.delete(whole)));
        at += 2;
        return true;
    }

    /** Repairs {@code x + skip}. */
    private boolean sum(Lexeme first) {
        Lexeme sign = in.get(at + 1);
        Lexeme second = in.get(at + 2);
        String layer = sign.is(PLUS) ? "add" : "mul";
        boolean labelled = (typeBefore(1) == COLON || typeBefore(1) == EQUALS) && typeBefore(2) == NAME;
        List<Lexeme> label = labelled
                ? List.copyOf(out.subList(out.size() - 2, out.size()))
                : List.of(); // it stands before the layer
        out.subList(out.size() - label.size(), out.size()).clear();
        Span written = (labelled ? label.get(0) : first).span().to(second.span());
        String meant = "from " + first.text() + "  " + (labelled ? label.get(0).text() + ": " : "") + layer + "("
                + second.text() + ")";
        log.slip(Diagnostic.of(Code.E0101, written, "values are joined by a layer, not by `" + sign.text() + "`")
                .help("write `" + meant + "`", Fix.replace(written, meant)));
        out.add(new Lexeme(LaminaParser.FROM, "from", first.span()));
        out.add(first);
        if (labelled) {
            out.add(label.get(0));
            out.add(new Lexeme(COLON, ":", label.get(1).span()));
        }
        out.add(new Lexeme(NAME, layer, sign.span()));
        out.add(new Lexeme(LPAREN, "(", second.span().before()));
        out.add(second);
        out.add(new Lexeme(RPAREN, ")", second.span().after()));
        at += 3;
        return true;
    }

    /** Repairs {@code add skip}. */
    private boolean joined(Lexeme layer) {
        Lexeme value = in.get(at + 1);
        Span written = layer.span().to(value.span());
        String meant = layer.text() + "(" + value.text() + ")";
        log.slip(Diagnostic.of(Code.E0113, written, "arguments stand in parentheses")
                .help("write `" + meant + "`", Fix.replace(written, meant)));
        out.add(layer);
        out.add(new Lexeme(LPAREN, "(", value.span().before()));
        out.add(value);
        out.add(new Lexeme(RPAREN, ")", value.span().after()));
        at += 2;
        return true;
    }

    private boolean call(Lexeme layer) {
        int end = behind(at + 1);
        boolean oneName = typeAt(at + 2) == NAME && typeAt(at + 3) == RPAREN;
        if (oneName && isValue(in.get(at + 2)) && !isJoin(layer)) {
            return functional(
                    List.of(layer),
                    in.get(at + 2),
                    new Span(
                            layer.span().file(),
                            layer.span().end(),
                            in.get(at + 3).span().end()),
                    end);
        }
        if (isJoin(layer) && typeAt(at + 2) == LBRACKET && behind(at + 2) == end - 1) {
            return list(layer, at + 2, end);
        }
        if (ADAPTIVE.matcher(layer.text()).matches()) {
            return adaptive(layer, end);
        }
        if (isSequenceOf(layer, end)) {
            Span written = layer.span().to(in.get(end - 1).span());
            log.lost(Diagnostic.of(Code.E0201, written, "there is no layer `" + layer.text() + "` with such sizes")
                    .help("an input whose numbers are steps of features is declared as one: `input x: sequence["
                            + text(at + 2, end - 2) + "]`"));
            at = end;
            return true;
        }
        if (isVectorOf(layer, end)) {
            Span written = layer.span().to(in.get(end - 1).span());
            log.slip(Diagnostic.of(Code.E0201, written, "there is no layer `" + layer.text() + "` with such sizes")
                    .help("`flatten` gives a vector", Fix.replace(written, "flatten")));
            out.add(new Lexeme(NAME, "flatten", layer.span()));
            at = end;
            return true;
        }
        return false;
    }

    /** Whether a call gives steps of features in the words of other frameworks: {@code Reshape(6, 4)}. */
    private boolean isSequenceOf(Lexeme layer, int end) {
        boolean reshapes = Set.of("reshape", "unflatten").contains(layer.text().toLowerCase(Locale.ROOT));
        return reshapes
                && end == at + 6
                && typeAt(at + 2) == NUMBER
                && typeAt(at + 3) == COMMA
                && typeAt(at + 4) == NUMBER;
    }

    /** Whether a call gives a vector in the words of other frameworks: {@code x.view(-1, 64)}, {@code flatten(x, 1)}. */
    private boolean isVectorOf(Lexeme layer, int end) {
        String name = layer.text().toLowerCase(Locale.ROOT);
        boolean reshapes = Set.of("reshape", "view").contains(name);
        if (!reshapes && !name.equals("flatten")) {
            return false;
        }
        List<Lexeme> inner = in.subList(at + 2, end - 1);
        boolean flat = inner.stream().noneMatch(each -> each.opens() || each.is(EQUALS));
        long numbers = inner.stream().filter(each -> each.is(NUMBER)).count();
        boolean several =
                inner.stream().filter(each -> !each.is(COMMA)).count() > 1; // a comma may also be the last one
        boolean rest = inner.stream().anyMatch(each -> each.is(MINUS) || each.is(NAME)); // -1, or x.size(0)
        return flat && numbers > 0 && (reshapes ? numbers == 1 || numbers == 2 && rest : several);
    }

    /** Repairs {@code AdaptiveAvgPool2d((1, 1))}, and reports one that gives more cells than one. */
    private boolean adaptive(Lexeme layer, int end) {
        Span written = layer.span().to(in.get(end - 1).span());
        boolean oneCell = in.subList(at + 2, end - 1).stream()
                .filter(each -> each.is(NUMBER) || each.is(NAME) || each.isOperator())
                .allMatch(each -> each.text().equals("1") || each.text().equals("output_size"));
        Diagnostic problem = Diagnostic.of(Code.E0201, written, "there is no layer `" + layer.text() + "`");
        String ours = layer.text().toLowerCase(Locale.ROOT).contains("max") ? "max" : "mean";
        if (oneCell) {
            log.slip(problem.help("for an output of one cell it is `" + ours + "`", Fix.replace(written, ours)));
            out.add(new Lexeme(NAME, ours, layer.span()));
        } else {
            log.lost(problem.help("only for an output of one cell there is `" + ours + "`; `"
                    + (ours.equals("max") ? "maxpool" : "avgpool")
                    + "` takes the size of its window"));
        }
        at = end;
        return true;
    }

    /** Repairs {@code relu(x)}, or the {@code (x)} of {@code fc(8)(x)}, and reports it where {@code x} is not the value before. */
    private boolean functional(List<Lexeme> layer, Lexeme value, Span written, int end) {
        Diagnostic problem = Diagnostic.of(
                Code.E0101,
                written,
                "a layer takes the value of the one before it, without `"
                        + written.text().strip() + "`");
        if (before.isEmpty() || value.text().equals(before)) {
            log.slip(problem.help("leave it out", Fix.delete(written)));
        } else {
            log.slip(problem.help("`from " + value.text() + "` before it takes another value"));
        }
        out.addAll(layer);
        at = end;
        return true;
    }

    /** Repairs {@code fc(8)(x)} and {@code concat()([a, b])}. */
    private boolean applied(Lexeme opening) {
        int end = behind(at);
        Span written = opening.span().to(in.get(end - 1).span());
        if (end == at + 3 && typeAt(at + 1) == NAME) {
            return functional(List.of(), in.get(at + 1), written, end);
        }
        boolean join = typeBefore(2) == LPAREN && typeBefore(3) == NAME && isJoin(out.get(out.size() - 3));
        if (!join || typeAt(at + 1) != LBRACKET || behind(at + 1) != end - 1) {
            return false;
        }
        Lexeme layer = out.get(out.size() - 3);
        out.subList(out.size() - 3, out.size()).clear();
        return list(layer, at + 1, end);
    }

    /** Repairs {@code concat([a, b])}: the brackets are those at {@code bracket} and before {@code end}. */
    private boolean list(Lexeme layer, int bracket, int end) {
        List<Lexeme> names = in.subList(bracket + 1, end - 2);
        Span written = new Span(
                layer.span().file(), layer.span().end(), in.get(end - 1).span().end());
        String inner = names.isEmpty()
                ? ""
                : names.get(0).span().to(names.get(names.size() - 1).span()).text();
        log.slip(Diagnostic.of(Code.E0108, written, "the names of values stand in parentheses")
                .help("write `(" + inner + ")`", Fix.replace(written, "(" + inner + ")")));
        out.add(layer);
        out.add(new Lexeme(LPAREN, "(", in.get(bracket).span()));
        out.addAll(names);
        out.add(new Lexeme(RPAREN, ")", in.get(end - 1).span()));
        at = end;
        return true;
    }
}
