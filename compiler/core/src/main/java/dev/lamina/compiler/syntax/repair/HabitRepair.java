package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.RBRACE;
import static dev.lamina.grammar.LaminaLexer.RBRACKET;
import static dev.lamina.grammar.LaminaLexer.RPAREN;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.ContextualKeywords;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    /** The most tokens in the parentheses of a model that are looked through for a colon behind them. */
    static final int LONGEST_HEADER = 100;

    private static final Set<String> MODEL_WORDS = Set.of("model", "network", "net", "nn");

    /** The most tokens before the parenthesis of {@code self.model = tf.keras.Sequential(}. */
    private static final int MOST_BEFORE_LIST = 10;

    /** Those whose body may be a repeat. */
    private static final Set<String> CONTROL = Set.of("for", "while", "if");

    private static final Pattern COUNTED = Pattern.compile(
            "for\\s*\\(\\s*(?:\\w+\\s+)?\\w+\\s*=\\s*0\\s*;\\s*\\w+\\s*<\\s*(\\d{1,4})\\s*;[^)]*\\)"
                    + "|for\\s*\\(?\\s*\\w+\\s+in\\s+(?:1\\s*\\.\\.=?\\s*(\\d{1,4})|range\\s*\\(\\s*(\\d{1,4})\\s*\\))\\s*\\)?");

    private final List<Lexeme> in;
    private final SyntaxLog log;
    private final List<Lexeme> out = new ArrayList<>();
    private int at;

    /** The number of open braces among the first tokens of the result, and how many of these were counted. */
    private int open;

    private int counted;

    /** Whether one of the counted braces opens something. */
    private boolean opened;

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
        if (isWordForModel(lexeme)) {
            log.slip(Diagnostic.of(Code.E0101, lexeme.span(), "a model begins with the word `model`")
                    .help("write `model`", Fix.replace(lexeme.span(), "model")));
            out.add(new Lexeme(MODEL, "model", lexeme.span()));
            at++;
            return;
        }
        if (lexeme.is(COLON) && endsHeader()) {
            colonBehindHeader(lexeme);
            return;
        }
        int list = listOfLayers(lexeme);
        if (list > 0) {
            layers(lexeme, list);
        } else if (isStatement(lexeme)) {
            statement(lexeme);
        } else {
            out.add(lexeme);
            at++;
        }
    }

    /** Whether a model begins here, outside of every other one, with a word such as {@code Network} for {@code model}. */
    private boolean isWordForModel(Lexeme word) {
        boolean begins = at == 0
                || !word.sharesLineWith(in.get(at - 1)) && in.get(at - 1).is(RBRACE);
        boolean known = MODEL_WORDS.contains(word.text().toLowerCase(Locale.ROOT));
        boolean header = at + 2 < in.size()
                && in.get(at + 1).is(NAME)
                && (in.get(at + 2).is(LBRACE) || in.get(at + 2).is(LPAREN));
        return known && begins && word.is(NAME) && header && isOutside();
    }

    /** Whether all braces before this token are closed. */
    private boolean isOutside() {
        countBraces();
        return open <= 0;
    }

    private boolean seenBrace() {
        countBraces();
        return opened;
    }

    private void countBraces() {
        for (; counted < out.size(); counted++) {
            open += out.get(counted).is(LBRACE) ? 1 : out.get(counted).is(RBRACE) ? -1 : 0;
            opened |= out.get(counted).is(LBRACE);
        }
    }

    /** Whether the name of a model, perhaps with parameters, ends before this token. */
    private boolean endsHeader() {
        int last = out.size() - 1;
        if (last > 0 && out.get(last).is(RPAREN)) {
            int first = Math.max(0, last - LONGEST_HEADER);
            while (last > first && !out.get(last).is(LPAREN)) {
                last--;
            }
            last--;
        }
        return last > 0 && out.get(last).is(NAME) && out.get(last - 1).is(MODEL);
    }

    /** Repairs a colon behind the name of a model, before its brace or, as in Python, instead of it. */
    private void colonBehindHeader(Lexeme colon) {
        at++;
        Diagnostic problem = Diagnostic.of(Code.E0101, colon.span(), "no `:` stands behind the name of a model");
        if (at < in.size() && in.get(at).is(LBRACE)) {
            log.slip(problem.help("leave it out", Fix.delete(colon.span())));
        } else {
            log.slip(problem.help("open what follows with `{`", Fix.replace(colon.span(), " {")));
            out.add(new Lexeme(LBRACE, "{", colon.span()));
        }
    }

    /** The index of {@code (} in {@code model = nn.Sequential(}, if such a line begins with this token; else -1. */
    private int listOfLayers(Lexeme first) {
        boolean begins = at == 0
                || !first.sharesLineWith(in.get(at - 1))
                || in.get(at - 1).is(LBRACE);
        if (!begins || !first.is(NAME) && !first.is(MODEL)) {
            return -1;
        }
        for (int i = at;
                i + 1 < in.size() && i < at + MOST_BEFORE_LIST && in.get(i).sharesLineWith(first);
                i++) {
            if (in.get(i).text().equalsIgnoreCase("sequential") && in.get(i + 1).is(LPAREN)) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Reports {@code Sequential([ ... ])}, and removes it from around its layers. */
    private void layers(Lexeme first, int opening) {
        int depth = 0;
        int end = opening;
        do {
            depth += in.get(end).opens() ? 1 : in.get(end).closes() ? -1 : 0;
            end++;
        } while (depth > 0 && end < in.size());
        boolean list = opening + 1 < in.size() && in.get(opening + 1).is(LBRACKET);
        boolean closed = depth == 0 && (!list || in.get(end - 2).is(RBRACKET));
        int from = Math.min(end, opening + (list ? 2 : 1));
        int until = Math.max(from, closed ? end - (list ? 2 : 1) : end);
        boolean inModel = seenBrace();
        Span head = first.span().to(in.get(opening - 1).span());
        log.lost(Diagnostic.of(Code.E0101, head, "no `" + in.get(opening - 1).text() + "` stands around layers")
                .help(
                        inModel
                                ? "write them one after the other"
                                : "write them in the braces of a model: `model Name { input x: vector[4]  fc(2) }`"));
        if (!inModel) {
            out.add(new Lexeme(MODEL, "model", head));
            out.add(new Lexeme(NAME, "MyModel", head));
            out.add(new Lexeme(LBRACE, "{", head));
        }
        out.addAll(in.subList(from, until));
        if (!inModel) {
            out.add(new Lexeme(RBRACE, "}", in.get(end - 1).span().after()));
        }
        at = end;
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
        return loop.matches()
                ? Stream.of(loop.group(1), loop.group(2), loop.group(3))
                        .filter(Objects::nonNull)
                        .findFirst()
                : Optional.empty();
    }
}
