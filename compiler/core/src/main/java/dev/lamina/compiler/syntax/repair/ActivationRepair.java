package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.RPAREN;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Repairs activations that are arguments of a layer, as Keras has them: {@code Dense(8, activation = relu)}, {@code Activation(relu)}. */
public final class ActivationRepair extends BodyRepair {
    private static final Set<String> ARGUMENTS =
            Set.of("activation", "act", "activation_fn", "nonlinearity", "recurrent_activation");

    /** Activations that do nothing. */
    private static final Set<String> NO_ACTIVATION = Set.of("linear", "none", "identity");

    /** Activations that may be given without the name of an argument: {@code Dense(8, "relu")}. */
    private static final List<String> ACTIVATIONS =
            List.of("relu", "sigmoid", "tanh", "softmax", "gelu", "silu", "elu");

    private static final List<String> RECURRENT = List.of("lstm", "gru", "rnn");

    private ActivationRepair(List<Lexeme> in, SyntaxLog log) {
        super(in, log);
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        return new ActivationRepair(lexemes, log).repaired();
    }

    @Override
    protected boolean repair(Lexeme lexeme, Place place) {
        return place == Place.STATEMENTS
                && lexeme.is(NAME)
                && !CallRepair.BEFORE_VALUES.contains(typeBefore(1))
                && typeAt(at + 1) == LPAREN
                && !isBlock(lexeme)
                && call(lexeme);
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
        for (int i = at + 2; i < end; i = in.get(i).opens() ? behind(i) : i + 1) {
            if (isActivation(i)) {
                return activation(layer, i, end);
            }
        }
        return false;
    }

    private boolean isActivation(int index) {
        boolean nameless = typeAt(index) == NAME
                && typeAt(index - 1) == COMMA
                && (typeAt(index + 1) == COMMA || typeAt(index + 1) == RPAREN)
                && ACTIVATIONS.contains(in.get(index).text())
                && !isLabel(in.get(index))
                && !isParameter(in.get(index));
        if (nameless) {
            return true;
        }
        boolean ends = typeAt(index + 3) == COMMA || typeAt(index + 3) == RPAREN;
        return typeAt(index) == NAME
                && typeAt(index + 1) == EQUALS
                && typeAt(index + 2) == NAME
                && ends
                && ARGUMENTS.contains(in.get(index).text());
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
        String rest = text(behind, end - 1);
        Span written = in.get(from).span().to(in.get(end - 1).span());
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
        at = end;
        return true;
    }
}
