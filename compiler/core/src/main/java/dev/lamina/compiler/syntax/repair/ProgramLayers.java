package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.PLUS;
import static dev.lamina.grammar.LaminaLexer.QUOTED;
import static dev.lamina.grammar.LaminaLexer.RPAREN;

import dev.lamina.compiler.syntax.Lexeme;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The layers that a program in Python applies, as statements of a model. They keep their foreign names and arguments: further fixes
 * translate them one by one.
 */
final class ProgramLayers {
    private static final Set<String> FLATTENING = Set.of("flatten", "view", "reshape");

    /** Functions that take no further argument here. */
    private static final Set<String> WITHOUT_ARGUMENTS =
            Set.of("relu", "softmax", "log_softmax", "gelu", "mean", "max");

    /** Layers of Keras, whose first argument is no size of the input. */
    private static final Set<String> OF_KERAS =
            Set.of("Dense", "Conv1D", "Conv2D", "LSTM", "GRU", "SimpleRNN", "Bidirectional");

    /** Those of them that give the last step alone, unless they are told otherwise. */
    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "SimpleRNN", "Bidirectional");

    private static final Map<String, String> JOINING =
            Map.of("add", "add", "concatenate", "concat", "concat", "concat", "cat", "concat", "multiply", "mul");

    private static final Set<String> SHAPES =
            Set.of("shape", "input_shape", "batch_shape", "batch_input_shape", "input_dim");

    /** Expressions and containers within each other; nobody writes more, and each takes frames of the stack. */
    private static final int MOST_DEPTH = 200;

    /** Something that a chain of layers cannot say. */
    static final class Unsupported extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** The tokens from one index to before another. */
    record Range(int from, int until) {}

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

    ProgramLayers(List<Lexeme> in) {
        this.in = in;
        this.brackets = new Brackets(in);
    }

    boolean is(int index, String text) {
        return index >= 0 && index < in.size() && in.get(index).text().equals(text);
    }

    /** The statement of Python that begins here: a line, and the lines of brackets that are open at its end. */
    Range statement(int at) {
        int end = next(at);
        while (end < in.size() && in.get(end).sharesLineWith(in.get(end - 1))) {
            end = next(end);
        }
        return new Range(at, end);
    }

    /** Behind the bracket that is opened here; here, if none is closed. */
    int behind(int at) {
        return brackets.isClosed(at) ? brackets.behind(at) : at;
    }

    /** The next token that is not within brackets. */
    int next(int at) {
        return in.get(at).opens() ? brackets.behind(at) : at + 1;
    }

    /** The first bracket of a call in a range; its end if there is none. */
    int opening(Range range) {
        int opening = range.from();
        while (opening < range.until() && !in.get(opening).is(LPAREN)) {
            opening++;
        }
        return opening;
    }

    /** What {@code self.fc1} stands for. */
    void attribute(String name, Range constructor) {
        attributes.put(name, constructor);
    }

    void variable(String name, int value) {
        variables.put(name, value);
    }

    /** Gives a variable the value of an expression; one that is no layer's is no value. */
    void assign(String name, Range expression) {
        int known = statements.size();
        int before = current;
        try {
            variables.put(name, value(expression));
        } catch (Unsupported noLayers) {
            variables.remove(name);
            statements.subList(known, statements.size()).clear();
            labels.subList(known, labels.size()).clear();
            current = before;
            depth = 0;
        }
    }

    boolean hasLayers() {
        return statements.size() > 1;
    }

    boolean hasInput() {
        return !input.isEmpty();
    }

    /** The text of a model. */
    String text(String name, String ending) {
        StringBuilder text = new StringBuilder(
                "model " + name + " {\n    input x: " + (input.isEmpty() ? "vector[4]" : input) + "\n\n");
        for (int i = 1; i < statements.size(); i++) {
            boolean isLayer = !statements.get(i).startsWith("from ");
            String label = isLayer && !labels.get(i).isEmpty() ? labels.get(i) + ": " : "";
            text.append("    ").append(label).append(statements.get(i)).append('\n');
        }
        return text.append(ending).append("}\n").toString();
    }

    /** The number of the value of an expression. */
    int value(Range range) throws Unsupported {
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
        for (int i = range.from(); i < last; i = next(i)) {
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
            next = next(next);
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

    /** The arguments of a call, or the elements of a list. */
    List<Range> arguments(int opening) {
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
            String joining = in.get(opening(called) - 1).text().toLowerCase(Locale.ROOT);
            return JOINING.containsKey(joining)
                            && in.get(first(arguments).from()).is(LBRACKET)
                    ? joined(JOINING.get(joining), elements(first(arguments)))
                    : layer(called, "", first(arguments));
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
        if (JOINING.containsKey(name)) {
            boolean list = in.get(first(arguments).from()).opens();
            if (list || name.equals("add") || name.equals("multiply")) {
                return joined(JOINING.get(name), list ? elements(arguments.get(0)) : arguments);
            }
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

    /** Applies what a constructor makes to the value before it. */
    void made(Range constructor, String label) throws Unsupported {
        int opening = opening(constructor);
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
        boolean keras = OF_KERAS.contains(name) && !is(opening - 3, "nn");
        if (input.isEmpty()) {
            input = input(name.toLowerCase(Locale.ROOT), arguments, keras);
        }
        if (name.startsWith("Input")) {
            return;
        }
        if (name.equals("Embedding") && !hasLayers() && input.startsWith("vector[")) {
            input = input("embedding", arguments, true)
                    .replaceFirst("^tokens\\[\\w+", "tokens" + input.substring(6, input.length() - 1));
        }
        if (name.equals("Activation") && !arguments.isEmpty()) {
            Lexeme function = in.get(arguments.get(0).from());
            add(function.is(QUOTED) ? unquoted(function) : written(arguments.get(0)), label);
            return;
        }
        String text = arguments.isEmpty() ? "" : "(" + written(new Range(opening + 1, constructor.until() - 1)) + ")";
        add(name + text, label);
        if (keras && RECURRENT.contains(name) && !text.replace(" ", "").contains("return_sequences=True")) {
            add(name.equals("Bidirectional") ? "ends" : "last", "");
        }
    }

    static String unquoted(Lexeme text) {
        return text.text().replaceAll("[\"']", "");
    }

    /** The input that a first layer takes. */
    private String input(String layer, List<Range> arguments, boolean keras) {
        if (layer.startsWith("embed")) {
            String tokens = number(arguments, "input_length", "64");
            String first = sized(arguments, 0) ? in.get(arguments.get(0).from()).text() : "1000";
            return "tokens[" + tokens + "] below " + number(arguments, "input_dim", first);
        }
        for (Range each : arguments) {
            boolean named = is(each.from() + 1, "=");
            boolean shape = named ? SHAPES.contains(in.get(each.from()).text()) : layer.startsWith("input");
            List<String> sizes = shape ? sizes(named ? new Range(each.from() + 2, each.until()) : each) : List.of();
            boolean batch = named && in.get(each.from()).text().startsWith("batch");
            sizes = batch && !sizes.isEmpty() ? sizes.subList(1, sizes.size()) : sizes;
            if (!sizes.isEmpty() && sizes.size() < 4) {
                return shaped(layer, sizes);
            }
        }
        String size = !keras && sized(arguments, 0) && arguments.size() > 1
                ? in.get(arguments.get(0).from()).text()
                : "";
        if (layer.startsWith("conv2") || layer.equals("conv")) {
            return "image[" + (size.isEmpty() ? "1" : size) + ", 28, 28]";
        }
        boolean steps = layer.startsWith("conv1") || layer.contains("lstm") || layer.contains("gru");
        if (steps || layer.contains("rnn") || layer.equals("bidirectional")) {
            return "sequence[24, " + (size.isEmpty() ? "4" : size) + "]";
        }
        return layer.equals("flatten") ? "image[1, 28, 28]" : "vector[" + (size.isEmpty() ? "4" : size) + "]";
    }

    /** Keras has the channels of an image last. */
    private static String shaped(String layer, List<String> sizes) {
        String last = sizes.get(sizes.size() - 1);
        return switch (sizes.size()) {
            case 1 -> "vector[" + last + "]";
            case 2 ->
                layer.equals("flatten")
                        ? "image[1, " + sizes.get(0) + ", " + last + "]"
                        : "sequence[" + (sizes.get(0).isEmpty() ? "24" : sizes.get(0)) + ", " + last + "]";
            default -> "image[" + last + ", " + sizes.get(0) + ", " + sizes.get(1) + "]";
        };
    }

    /** The numbers of {@code (28, 28, 1)}; empty texts for {@code None}; no texts for what is no number. */
    private List<String> sizes(Range range) {
        List<Range> all = in.get(range.from()).opens() ? arguments(range.from()) : List.of(range);
        List<String> sizes = new ArrayList<>();
        for (Range each : all) {
            boolean one = each.until() == each.from() + 1;
            Lexeme size = in.get(each.from());
            if (!one || !(size.is(NUMBER) || size.text().equals("None"))) {
                return List.of();
            }
            sizes.add(size.is(NUMBER) ? size.text() : "");
        }
        boolean known = !sizes.isEmpty() && !sizes.get(sizes.size() - 1).isEmpty();
        return known ? sizes : List.of();
    }

    private boolean sized(List<Range> arguments, int index) {
        return index < arguments.size() && in.get(arguments.get(index).from()).is(NUMBER);
    }

    /** The number of a named argument. */
    private String number(List<Range> arguments, String name, String otherwise) {
        for (Range each : arguments) {
            boolean meant = is(each.from(), name) && is(each.from() + 1, "=") && each.until() == each.from() + 3;
            if (meant && in.get(each.from() + 2).is(NUMBER)) {
                return in.get(each.from() + 2).text();
            }
        }
        return otherwise;
    }

    /** The text of tokens, without line breaks. */
    String written(Range range) {
        String text =
                in.get(range.from()).span().to(in.get(range.until() - 1).span()).text();
        return text.replaceAll("#[^\n]*", "").replaceAll("\\s+", " ");
    }

    /** Makes a value the one that the next layer takes. */
    void take(int value) {
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
