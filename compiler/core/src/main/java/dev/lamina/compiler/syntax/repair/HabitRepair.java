package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.RBRACE;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.ContextualKeywords;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reports statements of programming languages, such as a loop, and removes them. It runs first, on the tokens as they were scanned: what
 * these statements contain is no text of a model file.
 */
public final class HabitRepair {
    private static final String NO_STATEMENTS =
            "a model file declares layers, one after the other, and runs no statements";

    /** What to do instead of a statement that begins with this word. */
    private static final Map<String, String> INSTEAD = Map.of(
            "for", "n copies of layers are written `repeat n { ... }`",
            "while", "n copies of layers are written `repeat n { ... }`",
            "if", "write two models, or blocks, and choose one",
            "import", "leave it out: all layers are known",
            "class", "a model begins with `model Name {`",
            "def", "layers of one's own are blocks: `block Name(filters) { ... }`",
            "return", "leave it out: the value of the last layer is the output",
            "let", "a label names a value: `name: relu`",
            "var", "a label names a value: `name: relu`");

    /** Those whose body may be a repeat. */
    private static final Set<String> CONTROL = Set.of("for", "while", "if");

    private static final Pattern COUNTED = Pattern.compile(
            "for\\s*\\(?\\s*\\w+\\s+in\\s+(?:1\\s*\\.\\.=?\\s*(\\d{1,4})|range\\s*\\(\\s*(\\d{1,4})\\s*\\))\\s*\\)?");

    private final List<Lexeme> in;
    private final SyntaxLog log;
    private final List<Lexeme> out = new ArrayList<>();
    private int at;

    private HabitRepair(List<Lexeme> in, SyntaxLog log) {
        this.in = in;
        this.log = log;
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        HabitRepair repair = new HabitRepair(lexemes, log);
        while (repair.at < lexemes.size()) {
            repair.one(lexemes.get(repair.at));
        }
        return repair.out;
    }

    private void one(Lexeme lexeme) {
        if (isStatement(lexeme)) {
            statement(lexeme);
        } else {
            out.add(lexeme);
            at++;
        }
    }

    /** Whether a line begins with a word of {@link #INSTEAD} that is no label, no layer and no argument. */
    private boolean isStatement(Lexeme lexeme) {
        boolean begins = at == 0
                || !lexeme.sharesLineWith(in.get(at - 1))
                || in.get(at - 1).is(LBRACE);
        boolean isOfRate = lexeme.text().equals("for") && ContextualKeywords.isForOfRate(in, at);
        if (!begins || !lexeme.is(NAME) || !INSTEAD.containsKey(lexeme.text()) || isOfRate) {
            return false;
        }
        Optional<Lexeme> next = at + 1 < in.size() ? Optional.of(in.get(at + 1)) : Optional.empty();
        boolean sign = next.filter(each -> each.is(COLON) || each.is(EQUALS)).isPresent();
        boolean call = next.filter(each -> each.is(LPAREN)).isPresent() && !CONTROL.contains(lexeme.text());
        return !sign
                && !call
                && next.filter(each -> each.sharesLineWith(lexeme)).isPresent();
    }

    private void statement(Lexeme word) {
        int end = at + 1;
        while (end < in.size()
                && in.get(end).sharesLineWith(word)
                && !in.get(end).is(LBRACE)
                && !in.get(end).is(RBRACE)) {
            end++;
        }
        Span head = word.span().to(in.get(end - 1).span());
        boolean body = end < in.size() && in.get(end).is(LBRACE) && in.get(end).sharesLineWith(word);
        Optional<String> count = counted(head.text());
        Diagnostic problem = Diagnostic.of(
                Code.E0101, body ? head : word.span(), "there is no `" + word.text() + "` here: " + NO_STATEMENTS);
        at = end;
        if (body && count.isPresent()) {
            log.slip(problem.help("write `repeat " + count.get() + "`", Fix.replace(head, "repeat " + count.get())));
        } else {
            log.lost(problem.help(Objects.requireNonNull(INSTEAD.get(word.text()))));
        }
        if (body && CONTROL.contains(word.text())) {
            out.add(new Lexeme(NAME, "repeat", word.span()));
            out.add(new Lexeme(NUMBER, count.orElse("1"), word.span()));
        } else if (body) {
            out.add(new Lexeme(MODEL, "model", word.span()));
            out.add(new Lexeme(NAME, "MyModel", word.span()));
        }
    }

    /** How often a loop runs, if its head says so. */
    private static Optional<String> counted(String head) {
        Matcher loop = COUNTED.matcher(head.strip());
        return loop.matches() ? Optional.of(loop.group(1) != null ? loop.group(1) : loop.group(2)) : Optional.empty();
    }
}
