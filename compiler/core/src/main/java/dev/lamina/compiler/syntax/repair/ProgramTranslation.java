package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.HASH_COMMENT;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.PLUS;
import static dev.lamina.grammar.LaminaLexer.QUOTED;
import static dev.lamina.grammar.LaminaLexer.RPAREN;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.Lexeme;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises a whole program of PyTorch, Keras or Flax that was given instead of a model file, and offers a model of its layers. The layers keep
 * their foreign names and arguments: further fixes translate them one by one. A program that does anything else with values than apply layers to
 * them and add them is only told what a model file contains.
 */
public final class ProgramTranslation {
    private static final Set<String> DECLARING = Set.of("__init__", "setup", "build");
    private static final Set<String> RUNNING = Set.of("forward", "__call__", "call");
    private static final Set<String> FLATTENING = Set.of("flatten", "view", "reshape");

    /** Functions that take no further argument here. */
    private static final Set<String> WITHOUT_ARGUMENTS =
            Set.of("relu", "softmax", "log_softmax", "gelu", "mean", "max");

    /** A program has fewer tokens; a longer text is not looked through. */
    private static final int MOST_TOKENS = 20_000;

    /** Expressions and containers within each other; nobody writes more, and each takes frames of the stack. */
    private static final int MOST_DEPTH = 200;

    /** Something that a chain of layers cannot say. */
    private static final class Unsupported extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** The tokens from one index to before another. */
    private record Range(int from, int until) {}

    private final SourceFile source;
    private final List<Lexeme> in;
    private final Brackets brackets;
    private final Map<String, Range> attributes = new HashMap<>();
    private final Map<String, Integer> variables = new HashMap<>();

    /** For each value, the statement that computes it, and its label: empty for the input. */
    private final List<String> statements = new ArrayList<>(List.of(""));

    private final List<String> labels = new ArrayList<>(List.of("x"));
    private String input = "";
    private int current;
    private int depth;

    private ProgramTranslation(SourceFile source, List<Lexeme> in) {
        this.source = source;
        this.in = in;
        this.brackets = new Brackets(in);
    }

    /** The report that a text is a program; empty if it is none. */
    public static Optional<Diagnostic> of(SourceFile source, List<Lexeme> all) {
        List<Lexeme> lexemes =
                all.stream().filter(each -> !each.is(HASH_COMMENT)).toList();
        return lexemes.size() > MOST_TOKENS ? Optional.empty() : new ProgramTranslation(source, lexemes).report();
    }

    private Optional<Diagnostic> report() {
        int header = -1;
        boolean runs = false;
        for (int i = 0; i + 2 < in.size(); i++) {
            boolean model = in.get(i).is(MODEL) && in.get(i + 1).is(NAME);
            if (model && (in.get(i + 2).is(LBRACE) || in.get(i + 2).is(LPAREN))) {
                return Optional.empty();
            }
            boolean begins = i == 0 || !in.get(i).sharesLineWith(in.get(i - 1));
            if (header < 0 && begins && is(i, "class") && in.get(i + 1).is(NAME)) {
                header = i;
            }
            runs |= header >= 0
                    && is(i, "def")
                    && RUNNING.contains(in.get(i + 1).text());
        }
        if (!runs) {
            return Optional.empty();
        }
        Lexeme name = in.get(header + 1);
        Diagnostic problem = Diagnostic.of(
                        Code.E0101,
                        in.get(header).span().to(name.span()),
                        "this is a program: a model file has the layers of `forward` in their order, in `model "
                                + name.text() + " { ... }`")
                .label("and an input before them, such as `input x: image[1, 28, 28]`");
        try {
            body(header + 2);
            return Optional.of(problem.help(
                    "these are its layers; the sizes of the input are a guess",
                    Fix.replace(source.span(0, source.text().length()), text(name.text()))));
        } catch (Unsupported unsupported) {
            return Optional.of(
                    problem.help("`lamina explain conv` shows a layer, and `coming-from-pytorch.md` their names"));
        }
    }

    private boolean is(int index, String text) {
        return index >= 0 && index < in.size() && in.get(index).text().equals(text);
    }

    private String text(String name) {
        StringBuilder text = new StringBuilder(
                "model " + name + " {\n    input x: " + (input.isEmpty() ? "vector[4]" : input) + "\n\n");
        for (int i = 1; i < statements.size(); i++) {
            boolean isLayer = !statements.get(i).startsWith("from ");
            String label = isLayer && !labels.get(i).isEmpty() ? labels.get(i) + ": " : "";
            text.append("    ").append(label).append(statements.get(i)).append('\n');
        }
        return text.append("}\n").toString();
    }

    /** Reads the statements of the class, each of which begins a line. */
    private void body(int from) throws Unsupported {
        String method = "";
        int at = brackets.isClosed(from) ? brackets.behind(from) : from;
        while (at < in.size()) {
            int end = at + 1;
            int inner = in.get(at).opens() ? brackets.behind(at) : end;
            end = Math.max(end, inner);
            while (end < in.size() && in.get(end).sharesLineWith(in.get(end - 1))) {
                end = in.get(end).opens() ? brackets.behind(end) : end + 1;
            }
            if (is(at, "class")) {
                return;
            }
            if (is(at, "def") && at + 1 < in.size()) {
                method = in.get(at + 1).text();
                enter(method, at + 2);
            } else if (DECLARING.contains(method)) {
                declaration(at, end);
            } else if (RUNNING.contains(method) && run(new Range(at, end))) {
                return;
            }
            at = end;
        }
    }

    /** The parameter behind {@code self} is the input. */
    private void enter(String method, int parenthesis) {
        boolean more = parenthesis + 3 < in.size();
        if (more && RUNNING.contains(method) && is(parenthesis, "(") && is(parenthesis + 2, ",")) {
            variables.put(in.get(parenthesis + 3).text(), 0);
        }
    }

    /** Reads {@code self.fc1 = nn.Linear(4, 8)}. */
    private void declaration(int at, int end) {
        if (is(at, "self") && is(at + 1, ".") && is(at + 3, "=")) {
            attributes.put(in.get(at + 2).text(), new Range(at + 4, end));
        }
    }

    /** Runs a statement of {@code forward}; returns whether it is the last one. */
    private boolean run(Range statement) throws Unsupported {
        int first = statement.from();
        if (in.get(first).is(QUOTED)) {
            return false;
        }
        if (is(first, "return")) {
            int value = value(new Range(first + 1, statement.until()));
            take(value);
            return true;
        }
        for (int i = first; i < statement.until(); i = in.get(i).opens() ? brackets.behind(i) : i + 1) {
            if (in.get(i).is(EQUALS)) {
                variables.put(in.get(first).text(), value(new Range(i + 1, statement.until())));
                return false;
            }
        }
        throw new Unsupported();
    }

    /** The number of the value of an expression. */
    private int value(Range range) throws Unsupported {
        deeper();
        int value = expression(range);
        depth--;
        return value;
    }

    /** After it has thrown, nothing is read any more. */
    private void deeper() throws Unsupported {
        if (++depth > MOST_DEPTH) {
            throw new Unsupported();
        }
    }

    private int expression(Range range) throws Unsupported {
        int last = range.until() - 1;
        for (int i = range.from(); i < last; i = in.get(i).opens() ? brackets.behind(i) : i + 1) {
            if (in.get(i).is(PLUS)) {
                return joined("add", List.of(new Range(range.from(), i), new Range(i + 1, range.until())));
            }
        }
        Integer variable = last == range.from() ? variables.get(in.get(last).text()) : null;
        if (variable != null) {
            return variable;
        }
        int opening = range.from();
        int next = opening;
        while (next < range.until()) { // the last bracket of `nn.Dense(64)(x)`
            opening = next;
            next = in.get(next).opens() ? brackets.behind(next) : next + 1;
        }
        if (next != range.until() || opening <= range.from()) {
            throw new Unsupported();
        }
        if (in.get(opening).is(LBRACKET)) {
            return lastStep(new Range(range.from(), opening), opening);
        }
        if (!in.get(opening).is(LPAREN)) {
            throw new Unsupported();
        }
        return applied(new Range(range.from(), opening), arguments(opening));
    }

    /** {@code x[:, -1]} and {@code x[:, -1, :]}. */
    private int lastStep(Range value, int bracket) throws Unsupported {
        boolean last = is(bracket + 1, ":") && is(bracket + 2, ",") && is(bracket + 3, "-") && is(bracket + 4, "1");
        if (!last) {
            throw new Unsupported();
        }
        take(value(value));
        return add("last", "");
    }

    private List<Range> arguments(int opening) {
        List<Range> all = new ArrayList<>();
        int end = brackets.behind(opening) - 1;
        int from = opening + 1;
        for (int i = from; i <= end; i = i < end && in.get(i).opens() ? brackets.behind(i) : i + 1) {
            if (i == end || in.get(i).is(COMMA)) {
                if (i > from) {
                    all.add(new Range(from, i));
                }
                from = i + 1;
            }
        }
        return all;
    }

    /** The value of a function, a layer or an attribute that is called with these arguments. */
    private int applied(Range called, List<Range> arguments) throws Unsupported {
        int last = called.until() - 1;
        String name = in.get(last).text();
        if (in.get(last).is(RPAREN)) {
            return layer(called, "", first(arguments));
        }
        boolean method = called.until() == called.from() + 3 && is(called.from() + 1, ".");
        if (method && is(called.from(), "self")) {
            Range declared = attributes.get(name);
            if (declared == null) {
                throw new Unsupported();
            }
            return layer(declared, name, first(arguments));
        }
        Integer variable = method ? variables.get(in.get(called.from()).text()) : null;
        if (variable != null) {
            take(variable);
            return function(name, arguments);
        }
        if (name.equals("cat") || name.equals("concat") || name.equals("concatenate")) {
            return joined("concat", elements(first(arguments)));
        }
        take(value(first(arguments)));
        return function(name, arguments.subList(1, arguments.size()));
    }

    private static Range first(List<Range> arguments) throws Unsupported {
        if (arguments.isEmpty()) {
            throw new Unsupported();
        }
        return arguments.get(0);
    }

    private List<Range> elements(Range list) throws Unsupported {
        if (!in.get(list.from()).opens()) {
            throw new Unsupported();
        }
        return arguments(list.from());
    }

    private int joined(String layer, List<Range> values) throws Unsupported {
        first(values); // there is one
        List<Integer> all = new ArrayList<>();
        for (Range each : values) {
            all.add(value(each));
        }
        int base = layer.equals("add") && all.contains(current) ? all.indexOf(current) : 0;
        take(all.remove(base));
        List<String> others = new ArrayList<>();
        for (int each : all) {
            others.add(label(each));
        }
        return add(layer + "(" + String.join(", ", others) + ")", "");
    }

    private int function(String name, List<Range> arguments) {
        if (FLATTENING.contains(name)) {
            return add("flatten", "");
        }
        if (WITHOUT_ARGUMENTS.contains(name) || arguments.isEmpty()) {
            return add(name, "");
        }
        boolean drops = name.contains("dropout");
        Range last = drops ? arguments.get(0) : arguments.get(arguments.size() - 1);
        return add(name + "(" + written(new Range(arguments.get(0).from(), last.until())) + ")", "");
    }

    /** Applies what {@code nn.Linear(4, 8)} or {@code nn.Sequential(...)} makes. */
    private int layer(Range constructor, String label, Range argument) throws Unsupported {
        take(value(argument));
        made(constructor, label);
        return current;
    }

    private void made(Range constructor, String label) throws Unsupported {
        int opening = constructor.from();
        while (opening < constructor.until() && !in.get(opening).is(LPAREN)) {
            opening++;
        }
        if (opening == constructor.from() || brackets.behind(opening) != constructor.until()) {
            throw new Unsupported();
        }
        String name = in.get(opening - 1).text();
        List<Range> arguments = arguments(opening);
        if (name.equals("Sequential")) {
            boolean list =
                    arguments.size() == 1 && in.get(arguments.get(0).from()).is(LBRACKET);
            deeper();
            for (Range each : list ? elements(arguments.get(0)) : arguments) {
                made(each, "");
            }
            depth--;
            return;
        }
        if (input.isEmpty()) {
            input = input(name.toLowerCase(Locale.ROOT), arguments);
        }
        String text = arguments.isEmpty() ? "" : "(" + written(new Range(opening + 1, constructor.until() - 1)) + ")";
        add(name + text, label);
    }

    /** The input that a first layer takes. */
    private String input(String layer, List<Range> arguments) {
        boolean sized = !arguments.isEmpty() && in.get(arguments.get(0).from()).is(NUMBER);
        boolean two = arguments.size() > 1;
        String size = sized && two ? in.get(arguments.get(0).from()).text() : "";
        if (layer.startsWith("conv2") || layer.equals("conv")) {
            return "image[" + (size.isEmpty() ? "1" : size) + ", 28, 28]";
        }
        if (layer.startsWith("conv1") || layer.contains("lstm") || layer.contains("gru") || layer.contains("rnn")) {
            return "sequence[24, " + (size.isEmpty() ? "4" : size) + "]";
        }
        if (layer.startsWith("embed")) {
            return "tokens[64] below " + (size.isEmpty() ? "1000" : size);
        }
        return layer.equals("flatten") ? "image[1, 28, 28]" : "vector[" + (size.isEmpty() ? "4" : size) + "]";
    }

    /** The text of tokens, without line breaks. */
    private String written(Range range) {
        String text =
                in.get(range.from()).span().to(in.get(range.until() - 1).span()).text();
        return text.replaceAll("#[^\n]*", "").replaceAll("\\s+", " ");
    }

    /** Makes a value the one that the next layer takes. */
    private void take(int value) {
        if (value != current) {
            statements.add("from " + label(value));
            labels.add("");
            current = value;
        }
    }

    private String label(int value) {
        if (labels.get(value).isEmpty()) {
            labels.set(value, "value" + value);
        }
        return labels.get(value);
    }

    private int add(String statement, String label) {
        statements.add(statement);
        current = statements.size() - 1;
        boolean free = !label.isEmpty() && !labels.contains(label);
        labels.add(free ? label : "");
        return current;
    }
}
