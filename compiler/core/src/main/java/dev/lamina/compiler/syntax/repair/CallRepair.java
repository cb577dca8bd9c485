package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.BELOW;
import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.DIVIDE;
import static dev.lamina.grammar.LaminaLexer.EOF;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.INPUT;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.LOSS;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MINUS;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.PLUS;
import static dev.lamina.grammar.LaminaLexer.RBRACE;
import static dev.lamina.grammar.LaminaLexer.RBRACKET;
import static dev.lamina.grammar.LaminaLexer.RPAREN;
import static dev.lamina.grammar.LaminaLexer.TIMES;
import static dev.lamina.grammar.LaminaLexer.TRAIN;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import dev.lamina.grammar.LaminaParser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Repairs calls of layers as Keras and PyTorch write them, such as {@code Dense(8, activation="relu")} and {@code x = Dense(8)(x)}, and the
 * commas between them, in text whose brackets match.
 */
public final class CallRepair {
    /** The layers that take names of values. */
    private static final List<String> JOINS = List.of("add", "mul", "concat");

    private static final Set<String> ACTIVATION_ARGUMENTS =
            Set.of("activation", "act", "activation_fn", "nonlinearity", "recurrent_activation");

    /** Activations that do nothing. */
    private static final Set<String> NO_ACTIVATION = Set.of("linear", "none", "identity");

    /** Activations that may be given without the name of an argument: {@code Dense(8, "relu")}. */
    private static final List<String> ACTIVATIONS =
            List.of("relu", "sigmoid", "tanh", "softmax", "gelu", "silu", "elu");

    private static final List<String> RECURRENT = List.of("lstm", "gru", "rnn");

    /** What stands before the name of a loss, of a value or of what is declared, and so before no layer. */
    private static final Set<Integer> BEFORE_VALUES = Set.of(
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

    private enum Place {
        STATEMENTS,
        SETTINGS,
        OTHER
    }

    private final List<Lexeme> in;
    private final SyntaxLog log;
    private final List<Lexeme> out = new ArrayList<>();
    private final List<Span> commas = new ArrayList<>();
    private final Deque<Place> open = new ArrayDeque<>();
    private final Set<String> blocks = new HashSet<>();

    /** The names of inputs and labels, and how often each is written, in the model that is read. */
    private Map<String, Integer> values = Map.of();

    /** The names of the parameters of that model: a number, also where a label has the same name. */
    private Set<String> parameters = Set.of();

    /** The name of the value before the current statement, and that of the current one; empty if it has none. */
    private String before = "";

    private String latest = "";
    private int at;

    /** The length of the result behind a call whose activation has become a layer. */
    private int callEnd;

    private CallRepair(List<Lexeme> in, SyntaxLog log) {
        this.in = in;
        this.log = log;
        for (int i = 1; i < in.size(); i++) {
            if (in.get(i - 1).is(LaminaParser.BLOCK)) {
                blocks.add(in.get(i).text());
            }
        }
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        CallRepair repair = new CallRepair(lexemes, log);
        while (repair.at < lexemes.size()) {
            repair.one(lexemes.get(repair.at));
        }
        repair.reportCommas();
        return repair.out;
    }

    private void one(Lexeme lexeme) {
        if (lexeme.is(MODEL) || lexeme.is(LaminaParser.BLOCK)) {
            values = values();
            parameters = parameters();
            before = "";
            latest = "";
        }
        Place place = open.isEmpty() ? Place.OTHER : open.element();
        boolean repaired = switch (place) {
            case STATEMENTS -> inStatements(lexeme);
            case SETTINGS -> lexeme.is(COMMA) && endsSetting() && comma(lexeme);
            case OTHER -> false;
        };
        if (!repaired) {
            take(lexeme);
        }
    }

    private void take(Lexeme lexeme) {
        if (lexeme.opens()) {
            boolean body = lexeme.is(LBRACE);
            open.push(!body ? Place.OTHER : typeBefore(1) == TRAIN ? Place.SETTINGS : Place.STATEMENTS);
        } else if (lexeme.closes() && !open.isEmpty()) {
            open.pop();
        }
        out.add(lexeme);
        at++;
    }

    private int typeAt(int index) {
        return index >= 0 && index < in.size() ? in.get(index).type() : EOF;
    }

    /** The type of the last token of the result, or of one before it. */
    private int typeBefore(int distance) {
        return out.size() < distance ? EOF : out.get(out.size() - distance).type();
    }

    /** The names of the model or block that begins here. */
    private Map<String, Integer> values() {
        Map<String, Integer> names = new HashMap<>();
        int depth = 0;
        for (int i = at + 1; i < in.size() && typeAt(i) != MODEL && typeAt(i) != LaminaParser.BLOCK; i++) {
            depth += typeAt(i) == LPAREN ? 1 : typeAt(i) == RPAREN ? -1 : 0;
            boolean label = typeAt(i) == NAME && (typeAt(i + 1) == COLON || typeAt(i + 1) == EQUALS);
            if (label && depth == 0 && typeAt(i + 2) != NUMBER) {
                names.merge(in.get(i).text(), 1, Integer::sum);
            }
        }
        return names;
    }

    /** The names in the parentheses behind the name of the model or block that begins here. */
    private Set<String> parameters() {
        Set<String> names = new HashSet<>();
        if (typeAt(at + 2) == LPAREN) {
            int end = behind(at + 2);
            for (int i = at + 3; i < end; i++) {
                if (typeAt(i) == NAME && (typeAt(i - 1) == LPAREN || typeAt(i - 1) == COMMA)) {
                    names.add(in.get(i).text());
                }
            }
        }
        return names;
    }

    private boolean inStatements(Lexeme lexeme) {
        if (lexeme.is(LOSS) && typeAt(at + 1) == LPAREN && typeAt(at + 2) == NAME && behind(at + 1) > at + 3) {
            return lossInParentheses(lexeme);
        }
        if (lexeme.is(INPUT) && (typeAt(at + 1) == NUMBER || typeAt(at + 1) == LPAREN)) {
            return inputOfSizes(lexeme);
        }
        boolean ofInput = typeBefore(1) == COLON && typeBefore(3) == INPUT;
        if (ofInput) {
            return sizes(lexeme);
        }
        return switch (lexeme.type()) {
            case COMMA -> comma(lexeme);
            case LPAREN -> (typeBefore(1) == RPAREN || out.size() == callEnd) && applied(lexeme);
            case NAME -> !BEFORE_VALUES.contains(typeBefore(1)) && name(lexeme);
            default -> false;
        };
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
        if (next == LPAREN && !blocks.contains(name.text())) {
            return call(name);
        }
        boolean bare = !blocks.contains(name.text())
                && isJoin(name)
                && next == NAME
                && in.get(at + 1).sharesLineWith(name);
        boolean ends = typeAt(at + 2) != COLON && typeAt(at + 2) != LPAREN && typeAt(at + 2) != EQUALS;
        return bare && ends && isValue(in.get(at + 1)) && joined(name);
    }

    private boolean isValue(Lexeme name) {
        return values.containsKey(name.text()) && !parameters.contains(name.text());
    }

    private static boolean isJoin(Lexeme name) {
        return JOINS.contains(name.text()) || isWordFor(name, JOINS);
    }

    private static boolean isWordFor(Lexeme name, List<String> layers) {
        return layers.contains(name.text().toLowerCase(Locale.ROOT))
                || ForeignWords.find(ForeignWords.Section.LAYER, name.text(), layers)
                        .flatMap(ForeignWords.Translation::ours)
                        .isPresent();
    }

    /** Whether a name is given twice, so that it stands for a variable of a program. */
    private boolean isAssignedAgain(Lexeme name) {
        return values.getOrDefault(name.text(), 0) > 1 && typeBefore(1) != INPUT;
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

    /** Whether a comma in a train block stands between two settings, and not between values of one. */
    private boolean endsSetting() {
        if (typeAt(at + 1) == RBRACE) {
            return true;
        }
        boolean setting = typeAt(at + 1) == NAME
                && !values.containsKey(in.get(at + 1).text()) // a label in a list of labels
                && SettingRepair.isWord(in.get(at + 1).text());
        int next = typeAt(at + 2);
        return setting && (next == NUMBER || next == NAME || next == EQUALS || next == COLON);
    }

    private boolean comma(Lexeme comma) {
        commas.add(comma.span());
        at++;
        return true;
    }

    /** Reports commas once for the whole file, as semicolons. */
    private void reportCommas() {
        if (!commas.isEmpty()) {
            int more = commas.size() - 1;
            log.slip(Diagnostic.of(Code.E0111, commas.get(0), "statements do not end with `,`")
                    .label(more == 0 ? "" : "and " + more + " more in this file")
                    .help("leave it out", Fix.delete(commas.get(0))));
        }
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

    /** The index behind the bracket that closes the one at {@code opening}. */
    private int behind(int opening) {
        int depth = 0;
        for (int i = opening; i < in.size(); i++) {
            depth += in.get(i).opens() ? 1 : in.get(i).closes() ? -1 : 0;
            if (depth == 0) {
                return i + 1;
            }
        }
        return in.size();
    }

    /** Repairs {@code x + skip}. */
    private boolean sum(Lexeme first) {
        Lexeme sign = in.get(at + 1);
        Lexeme second = in.get(at + 2);
        String layer = sign.is(PLUS) ? "add" : "mul";
        Span written = first.span().to(second.span());
        String meant = "from " + first.text() + "  " + layer + "(" + second.text() + ")";
        log.slip(Diagnostic.of(Code.E0101, written, "values are joined by a layer, not by `" + sign.text() + "`")
                .help("write `" + meant + "`", Fix.replace(written, meant)));
        out.add(new Lexeme(LaminaParser.FROM, "from", first.span()));
        out.add(first);
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
        if (oneName && layer.text().equalsIgnoreCase("activation")) {
            Lexeme meant = in.get(at + 2);
            Span written = layer.span().to(in.get(at + 3).span());
            log.slip(Diagnostic.of(Code.E0201, layer.span(), "there is no layer `" + layer.text() + "`")
                    .help("an activation is a layer of its own", Fix.replace(written, meant.text())));
            out.add(meant);
            at = end;
            return true;
        }
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
        if (isVectorOf(layer, end)) {
            Span written = layer.span().to(in.get(end - 1).span());
            log.slip(Diagnostic.of(Code.E0201, written, "there is no layer `" + layer.text() + "` with such sizes")
                    .help("`flatten` gives a vector", Fix.replace(written, "flatten")));
            out.add(new Lexeme(NAME, "flatten", layer.span()));
            at = end;
            return true;
        }
        for (int i = at + 2; i < end; i = in.get(i).opens() ? behind(i) : i + 1) {
            if (isActivation(i)) {
                return activation(layer, i, end);
            }
        }
        return false;
    }

    /** Whether a call gives a vector in the words of other frameworks: {@code x.view(-1, 64)}, {@code flatten(x, 1)}. */
    private boolean isVectorOf(Lexeme layer, int end) {
        String name = layer.text().toLowerCase(Locale.ROOT);
        List<Lexeme> inner = in.subList(at + 2, end - 1);
        boolean flat = inner.stream().noneMatch(each -> each.opens() || each.is(EQUALS));
        long numbers = inner.stream().filter(each -> each.is(NUMBER)).count();
        boolean reshaped = Set.of("reshape", "view").contains(name) && numbers > 0 && numbers < 3;
        boolean several =
                inner.stream().filter(each -> !each.is(COMMA)).count() > 1; // a comma may also be the last one
        boolean flattened = name.equals("flatten") && numbers > 0 && several;
        return flat && (reshaped || flattened);
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

    private boolean isActivation(int index) {
        boolean nameless = typeAt(index) == NAME
                && typeAt(index - 1) == COMMA
                && (typeAt(index + 1) == COMMA || typeAt(index + 1) == RPAREN)
                && ACTIVATIONS.contains(in.get(index).text())
                && !values.containsKey(in.get(index).text())
                && !parameters.contains(in.get(index).text());
        if (nameless) {
            return true;
        }
        boolean ends = typeAt(index + 3) == COMMA || typeAt(index + 3) == RPAREN;
        return typeAt(index) == NAME
                && typeAt(index + 1) == EQUALS
                && typeAt(index + 2) == NAME
                && ends
                && ACTIVATION_ARGUMENTS.contains(in.get(index).text());
    }

    /** Repairs {@code Dense(8, activation = relu)}: the argument at {@code index} becomes a layer behind the call. */
    private boolean activation(Lexeme layer, int index, int end) {
        int last = typeAt(index + 1) == EQUALS ? index + 2 : index;
        Lexeme word = in.get(last);
        String lower = word.text().toLowerCase(Locale.ROOT);
        boolean recurrent = isWordFor(layer, RECURRENT);
        boolean preset = lower.equals(in.get(index).text().startsWith("recurrent") ? "sigmoid" : "tanh");
        Span argument = in.get(index).span().to(word.span());
        int from = typeAt(index - 1) == COMMA ? index - 1 : index;
        int behind = from == index && typeAt(last + 1) == COMMA ? last + 2 : last + 1;
        boolean needless = NO_ACTIVATION.contains(lower) || recurrent && preset;
        if (recurrent && !needless) {
            log.lost(Diagnostic.of(Code.E0402, argument, "the activations of recurrent layers are not chosen")
                    .help("they are tanh, and sigmoid for the gates"));
            at = end;
            return true;
        }
        Span file = in.get(from).span();
        String rest = file.file()
                .text()
                .substring(in.get(behind).span().start(), in.get(end - 1).span().end());
        Span written =
                new Span(file.file(), file.start(), in.get(end - 1).span().end());
        Diagnostic problem =
                Diagnostic.of(Code.E0402, argument, "an activation is a layer of its own, and no argument");
        log.slip(
                needless
                        ? problem.help("leave it out", Fix.replace(written, rest))
                        : problem.help(
                                "write `" + word.text() + "` behind this layer",
                                Fix.replace(written, rest + "  " + word.text())));
        out.addAll(in.subList(at, from));
        out.addAll(in.subList(behind, end));
        if (!needless) {
            out.add(word);
        }
        callEnd = out.size();
        at = end;
        return true;
    }
}
