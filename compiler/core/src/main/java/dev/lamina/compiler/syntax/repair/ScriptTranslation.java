package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.QUOTED;

import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.repair.ProgramLayers.Range;
import dev.lamina.compiler.syntax.repair.ProgramLayers.Unsupported;
import java.util.List;
import java.util.Optional;

/** Recognises a program that builds a network without a class: a {@code Sequential} of PyTorch or Keras, or Keras' calls of layers on values. */
final class ScriptTranslation {
    /** What a network is called whose variable tells nothing. */
    private static final String NAME_OF_MODEL = "Net";

    private final SourceFile source;
    private final List<Lexeme> in;
    private final ProgramLayers layers;
    private String container = "";
    private boolean built;
    private String loss = "";
    private String optimizer = "";

    private ScriptTranslation(SourceFile source, List<Lexeme> in) {
        this.source = source;
        this.in = in;
        this.layers = new ProgramLayers(in);
    }

    /** The report that a text is such a program; empty if it is none. */
    static Optional<Diagnostic> of(SourceFile source, List<Lexeme> in) {
        return new ScriptTranslation(source, in).report();
    }

    private Optional<Diagnostic> report() {
        boolean input = false;
        for (int at = 0; at < in.size(); at = layers.statement(at).until()) {
            String made = made(layers.statement(at));
            input |= made.equals("Input");
            if (made.equals("Sequential") || input && made.equals("Model")) {
                return Optional.of(translated(layers.statement(at)));
            }
        }
        return Optional.empty();
    }

    private Diagnostic translated(Range network) {
        Diagnostic problem = ProgramTranslation.problem(
                in.get(network.from())
                        .span()
                        .to(in.get(layers.opening(network) - 1).span()),
                "only the layers",
                NAME_OF_MODEL);
        try {
            for (int at = 0; at < in.size(); at = layers.statement(at).until()) {
                run(layers.statement(at));
            }
            if (!built || !layers.hasLayers()) {
                throw new Unsupported();
            }
        } catch (Unsupported unsupported) {
            return ProgramTranslation.unsupported(problem);
        }
        String training = loss.isEmpty() ? "" : "\n    loss " + loss + "\n";
        training += optimizer.isEmpty() ? "" : "\n    train {\n        optimizer " + optimizer + "\n    }\n";
        return ProgramTranslation.offered(problem, source, layers.text(NAME_OF_MODEL, training));
    }

    /** What is called in {@code model = keras.Sequential(...)}; an empty text in other statements. */
    private String made(Range statement) {
        int opening = layers.opening(statement);
        boolean assigned = statement.until() > statement.from() + 3
                && in.get(statement.from() + 1).is(EQUALS);
        if (!assigned
                || opening < statement.from() + 3
                || opening == statement.until()
                || layers.behind(opening) != statement.until()) {
            return "";
        }
        for (int i = statement.from() + 2; i < opening; i++) {
            if (!in.get(i).is(NAME) && !layers.is(i, ".")) {
                return "";
            }
        }
        return in.get(opening - 1).text();
    }

    private void run(Range statement) throws Unsupported {
        int at = statement.from();
        String variable = in.get(at).text();
        Range value = new Range(at + 2, statement.until());
        switch (made(statement)) {
            case "Sequential" -> {
                one();
                container = variable;
                layers.made(value, "");
            }
            case "Input" -> {
                if (layers.hasInput()) {
                    throw new Unsupported();
                }
                layers.made(value, "");
                layers.variable(variable, 0);
            }
            case "Model" -> {
                one();
                container = variable;
                outputs(layers.arguments(layers.opening(statement)));
            }
            default -> {
                if (value.from() < value.until() && in.get(at + 1).is(EQUALS)) {
                    layers.assign(variable, value);
                } else {
                    method(statement);
                }
            }
        }
    }

    /** A second network would go on where the first one ends. */
    private void one() throws Unsupported {
        if (built) {
            throw new Unsupported();
        }
        built = true;
    }

    /** The last argument of {@code Model(inputs, outputs = y)}. */
    private void outputs(List<Range> arguments) throws Unsupported {
        if (arguments.size() < 2) {
            throw new Unsupported();
        }
        Range last = arguments.get(1);
        boolean named = layers.is(last.from() + 1, "=");
        layers.take(layers.value(named ? new Range(last.from() + 2, last.until()) : last));
    }

    /** Reads {@code model.add(layer)} and {@code model.compile(...)}, and passes over all other statements. */
    private void method(Range statement) throws Unsupported {
        int at = statement.from();
        int opening = at + 3;
        boolean ofNetwork = built && layers.is(at, container) && layers.is(at + 1, ".") && layers.is(opening, "(");
        if (!ofNetwork || layers.behind(opening) != statement.until()) {
            return;
        }
        List<Range> arguments = layers.arguments(opening);
        if (layers.is(at + 2, "add") && arguments.size() == 1) {
            layers.made(arguments.get(0), "");
        } else if (layers.is(at + 2, "compile")) {
            for (Range each : arguments) {
                String called = layers.is(each.from() + 1, "=") ? called(new Range(each.from() + 2, each.until())) : "";
                loss = layers.is(each.from(), "loss") ? called.replaceAll("(?s)\\(.*", "") : loss;
                optimizer = layers.is(each.from(), "optimizer") ? called : optimizer;
            }
        }
    }

    /** {@code mse} of {@code 'mse'}, and {@code Adam(0.01)} of {@code keras.optimizers.Adam(0.01)}. */
    private String called(Range range) {
        if (in.get(range.from()).is(QUOTED)) {
            return ProgramLayers.unquoted(in.get(range.from()));
        }
        int opening = layers.opening(range);
        boolean call = opening > range.from()
                && opening < range.until()
                && !in.get(range.from()).is(LBRACKET);
        return call ? layers.written(new Range(opening - 1, range.until())) : "";
    }
}
