package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.RPAREN;
import static dev.lamina.grammar.LaminaLexer.TRAIN;

import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import dev.lamina.grammar.LaminaParser;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A repair of what stands in models: it knows which braces have statements in them, and which names the statements give. */
abstract class BodyRepair extends TokenRepair {
    /** What the innermost brackets contain. */
    protected enum Place {
        STATEMENTS,
        SETTINGS,
        OTHER
    }

    /** The names of inputs and labels, and how often each is written, in the model that is read. */
    private Map<String, Integer> values = Map.of();

    /** The names of the parameters of that model: a number, also where a label has the same name. */
    private Set<String> parameters = Set.of();

    private final Deque<Place> open = new ArrayDeque<>();

    protected BodyRepair(List<Lexeme> in, SyntaxLog log) {
        super(in, log);
    }

    @Override
    protected final void one(Lexeme lexeme) {
        if (lexeme.is(MODEL) || lexeme.is(LaminaParser.BLOCK)) {
            values = values();
            parameters = parameters();
            begin();
        }
        if (!repair(lexeme, open.isEmpty() ? Place.OTHER : open.element())) {
            take(lexeme);
        }
    }

    /** Called at the word {@code model} or {@code block}. */
    protected void begin() {}

    /** Repairs what begins with a token; returns whether it did, and {@link #at} is behind it then. */
    protected abstract boolean repair(Lexeme lexeme, Place place);

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

    /** How often the statements of the model give this name. */
    protected final int timesGiven(String name) {
        return values.getOrDefault(name, 0);
    }

    protected final boolean isLabel(Lexeme name) {
        return values.containsKey(name.text());
    }

    /** Whether a name is that of a value, and not also that of a parameter. */
    protected final boolean isValue(Lexeme name) {
        return isLabel(name) && !parameters.contains(name.text());
    }

    protected final boolean isParameter(Lexeme name) {
        return parameters.contains(name.text());
    }

    /** Whether a name is one of these layers, or a word of another framework for one. */
    protected static boolean isWordFor(Lexeme name, List<String> layers) {
        return layers.contains(name.text().toLowerCase(Locale.ROOT))
                || ForeignWords.find(ForeignWords.Section.LAYER, name.text(), layers)
                        .flatMap(ForeignWords.Translation::ours)
                        .isPresent();
    }
}
