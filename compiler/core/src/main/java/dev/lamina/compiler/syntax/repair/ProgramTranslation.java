package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.HASH_COMMENT;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.QUOTED;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.repair.ProgramLayers.Range;
import dev.lamina.compiler.syntax.repair.ProgramLayers.Unsupported;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises a whole program of PyTorch, Keras or Flax that was given instead of a model file, and offers a model of its layers. A program that
 * does anything else with values than apply layers to them and add them is only told what a model file contains.
 */
public final class ProgramTranslation {
    private static final Set<String> DECLARING = Set.of("__init__", "setup", "build");
    private static final Set<String> RUNNING = Set.of("forward", "__call__", "call");

    /** A program has fewer tokens; a longer text is not looked through. */
    private static final int MOST_TOKENS = 20_000;

    private final SourceFile source;
    private final List<Lexeme> in;
    private final ProgramLayers layers;

    private ProgramTranslation(SourceFile source, List<Lexeme> in) {
        this.source = source;
        this.in = in;
        this.layers = new ProgramLayers(in);
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
            if (header < 0 && begins && layers.is(i, "class") && in.get(i + 1).is(NAME)) {
                header = i;
            }
            runs |= header >= 0
                    && layers.is(i, "def")
                    && RUNNING.contains(in.get(i + 1).text());
        }
        return runs
                ? Optional.of(ofClass(header))
                : ScriptTranslation.of(source, in).or(() -> OtherFormats.of(in));
    }

    private Diagnostic ofClass(int header) {
        Lexeme name = in.get(header + 1);
        Diagnostic problem = problem(in.get(header).span().to(name.span()), "the layers of `forward`", name.text());
        try {
            body(header + 2);
        } catch (Unsupported unsupported) {
            return unsupported(problem);
        }
        return offered(problem, source, layers.text(name.text(), ""));
    }

    static Diagnostic problem(Span at, String what, String name) {
        return Diagnostic.of(
                        Code.E0101,
                        at,
                        "this is a program: a model file has " + what + " in their order, in `model " + name
                                + " { ... }`")
                .label("and an input before them, such as `input x: image[1, 28, 28]`");
    }

    static Diagnostic offered(Diagnostic problem, SourceFile source, String model) {
        return problem.help(
                "these are its layers; the sizes of the input are a guess",
                Fix.replace(source.span(0, source.text().length()), model));
    }

    static Diagnostic unsupported(Diagnostic problem) {
        return problem.help("`lamina explain conv` shows a layer, and `coming-from-pytorch.md` their names");
    }

    /** Reads the statements of the class, each of which begins a line. */
    private void body(int from) throws Unsupported {
        String method = "";
        int at = layers.behind(from);
        while (at < in.size()) {
            Range statement = layers.statement(at);
            if (layers.is(at, "class")) {
                return;
            }
            if (layers.is(at, "def") && at + 1 < in.size()) {
                method = in.get(at + 1).text();
                enter(method, at + 2);
            } else if (DECLARING.contains(method)) {
                declaration(statement);
            } else if (RUNNING.contains(method) && run(statement)) {
                return;
            }
            at = statement.until();
        }
    }

    /** The parameter behind {@code self} is the input. */
    private void enter(String method, int parenthesis) {
        boolean more = parenthesis + 3 < in.size();
        if (more && RUNNING.contains(method) && layers.is(parenthesis, "(") && layers.is(parenthesis + 2, ",")) {
            layers.variable(in.get(parenthesis + 3).text(), 0);
        }
    }

    /** Reads {@code self.fc1 = nn.Linear(4, 8)}. */
    private void declaration(Range statement) {
        int at = statement.from();
        if (layers.is(at, "self") && layers.is(at + 1, ".") && layers.is(at + 3, "=")) {
            layers.attribute(in.get(at + 2).text(), new Range(at + 4, statement.until()));
        }
    }

    /** Runs a statement of {@code forward}; returns whether it is the last one. */
    private boolean run(Range statement) throws Unsupported {
        int first = statement.from();
        if (in.get(first).is(QUOTED)) {
            return false;
        }
        if (layers.is(first, "return")) {
            layers.take(layers.value(new Range(first + 1, statement.until())));
            return true;
        }
        for (int i = first; i < statement.until(); i = layers.next(i)) {
            if (in.get(i).is(EQUALS)) {
                layers.variable(in.get(first).text(), layers.value(new Range(i + 1, statement.until())));
                return false;
            }
        }
        throw new Unsupported();
    }
}
