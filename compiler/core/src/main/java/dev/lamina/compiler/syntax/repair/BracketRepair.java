package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.BELOW;
import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.EOF;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.INPUT;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LBRACKET;
import static dev.lamina.grammar.LaminaLexer.LOSS;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.RBRACE;
import static dev.lamina.grammar.LaminaLexer.RBRACKET;
import static dev.lamina.grammar.LaminaLexer.RPAREN;
import static dev.lamina.grammar.LaminaLexer.TRAIN;
import static dev.lamina.grammar.LaminaParser.BLOCK;
import static dev.lamina.grammar.LaminaParser.OUTPUT;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Inserts missing closing brackets and removes superfluous ones, so that a missing parenthesis is reported once, at the opening one. Line
 * breaks serve to guess where a statement inside unclosed parentheses ends, although they have no meaning in the language.
 */
public final class BracketRepair {
    /**
     * An opening bracket whose closing one has not been read.
     *
     * @param owner the name of the call, block or list that it opens, for messages
     * @param quiet whether a repair inserted it, so that its missing closing bracket is not reported
     */
    private record Open(Lexeme lexeme, String owner, boolean quiet) {
        boolean is(int type) {
            return lexeme.is(type);
        }
    }

    /** Two braces with different indentation: the closing brace of the first is probably missing. */
    private record Misaligned(Open opening, Lexeme closing) {}

    /** How much of a comment is looked at. */
    private static final int MOST_OF_COMMENT = 40;

    private static final String OF_MODEL = " of the model";
    private static final String OF_TRAIN = " of `train`";

    private final List<Lexeme> in;
    private final SyntaxLog log;
    private final List<Lexeme> out = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private Optional<Misaligned> misaligned = Optional.empty();
    private int at;

    /** For each token, how many braces the rest of its model opens, less those that it closes. */
    private final int[] opened;

    /** Whether the header before the current token is that of a block. */
    private boolean ofBlock;

    /** The indentation of lines, by where they begin. */
    private final Map<Integer, String> indents = new HashMap<>();

    /** The inner closing bracket of sizes in two pairs, which is removed; -1 if there is none. */
    private int innerEnd = -1;

    private BracketRepair(List<Lexeme> in, SyntaxLog log) {
        this.in = in;
        this.log = log;
        this.opened = new int[in.size() + 1];
        for (int i = in.size() - 1; i >= 0; i--) {
            Lexeme each = in.get(i);
            boolean begins = each.is(MODEL) || each.is(BLOCK);
            opened[i] = begins ? 0 : opened[i + 1] + (each.is(LBRACE) ? 1 : each.is(RBRACE) ? -1 : 0);
        }
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        BracketRepair repair = new BracketRepair(lexemes, log);
        for (repair.at = 0; repair.at < lexemes.size(); repair.at++) {
            if (!repair.isSecondOfSizes()) {
                repair.one(lexemes.get(repair.at));
            }
        }
        repair.closeAll();
        return repair.out;
    }

    /** Removes the inner brackets of {@code image[[1, 28, 28]]}, and the one too many of {@code image[[1, 28, 28]}. */
    private boolean isSecondOfSizes() {
        if (at == innerEnd) {
            return true;
        }
        boolean second = in.get(at).is(LBRACKET) && typeAt(at - 1) == LBRACKET && typeAt(at - 2) == NAME;
        if (!second) {
            return false;
        }
        int end = at + 1;
        while (end < in.size()
                && !in.get(end).opens()
                && !in.get(end).closes()
                && !in.get(end).isKeyword()) {
            end++;
        }
        boolean closed = typeAt(end) == RBRACKET && typeAt(end + 1) == RBRACKET;
        Span opening = in.get(at).span();
        Diagnostic report = Diagnostic.of(Code.E0105, opening, "sizes stand in one pair of brackets");
        if (closed) {
            innerEnd = end;
            Span both = opening.to(in.get(end).span());
            String inner = both.text().substring(1, both.text().length() - 1);
            log.slip(report.help("leave the inner ones out", Fix.replace(both, inner)));
        } else {
            log.slip(report.help("leave this one out", Fix.delete(opening)));
        }
        return true;
    }

    private void one(Lexeme lexeme) {
        while (inParentheses() && endsCall(lexeme)) {
            closeInner();
        }
        if ((lexeme.is(MODEL) || lexeme.is(BLOCK)) && typeAt(at + 1) == NAME) {
            closeAll();
        }
        ofBlock = lexeme.is(BLOCK) || ofBlock && !lexeme.is(MODEL);
        while (inBody() && isOfModel(lexeme) && !isClosedLater()) {
            closeBrace(open.pop());
        }
        if (isMissingBrace(lexeme)) {
            openMissingBrace(lexeme);
        } else if (isMissingParenthesis(lexeme)) {
            openMissingParenthesis(lexeme);
        }
        if (lexeme.opens()) {
            open.push(new Open(lexeme, owner(lexeme), false));
            out.add(lexeme);
        } else if (lexeme.closes()) {
            close(lexeme);
        } else {
            out.add(lexeme);
        }
    }

    private boolean inParentheses() {
        return !open.isEmpty() && !open.peek().is(LBRACE);
    }

    /** Whether the innermost brace is that of a residual, a shortcut or a repeat. */
    private boolean inBody() {
        return open.size() > 1 && open.peek().is(LBRACE) && !open.peek().owner().equals(OF_TRAIN);
    }

    /** Whether the rest of the model has a closing brace for every open one. */
    private boolean isClosedLater() {
        return open.stream().filter(each -> each.is(LBRACE)).count() + opened[at] <= 0;
    }

    /** Whether a token begins a statement that stands in models only. */
    private boolean isOfModel(Lexeme lexeme) {
        return lexeme.is(LOSS) && typeAt(at + 1) == NAME
                || lexeme.is(TRAIN) && typeAt(at + 1) == LBRACE
                || lexeme.is(OUTPUT);
    }

    private int typeAt(int index) {
        return index >= 0 && index < in.size() ? in.get(index).type() : EOF;
    }

    private Lexeme before() {
        return in.get(at - 1);
    }

    private String owner(Lexeme opening) {
        if (!opening.is(LBRACE)) {
            return typeAt(at - 1) == NAME ? " of `" + before().text() + "`" : "";
        }
        if (open.isEmpty()) {
            return ofBlock ? " of the block" : OF_MODEL;
        }
        int keyword = at - 1;
        while (keyword >= 0 && !in.get(keyword).isKeyword() && !in.get(keyword).is(LBRACE)) {
            keyword--;
        }
        boolean known = keyword >= 0 && in.get(keyword).isKeyword();
        return known ? " of `" + in.get(keyword).text() + "`" : "";
    }

    /** Whether a token cannot be inside the innermost parentheses, and so begins what follows them. */
    private boolean endsCall(Lexeme lexeme) {
        if (lexeme.is(LBRACE)) {
            return true;
        }
        if (open.peek().quiet()) {
            return before().endsValue() && (lexeme.beginsValue() || lexeme.isKeyword());
        }
        if (lexeme.is(BELOW)) {
            return open.peek().is(LBRACKET) && before().endsValue();
        }
        if (lexeme.isKeyword()) {
            return !lexeme.sharesLineWith(before()) || typeAt(at + 1) == NAME || typeAt(at + 1) == LBRACE;
        }
        return lexeme.is(NAME) && !lexeme.sharesLineWith(before()) && beginsStatement();
    }

    /** Whether the name at the beginning of a line is a label or a layer, not an argument. */
    private boolean beginsStatement() {
        boolean afterValue = before().endsValue();
        boolean callsSoon = typeAt(at + 2) == NAME && typeAt(at + 3) == LPAREN;
        return switch (typeAt(at + 1)) {
            case LPAREN -> true;
            case COLON -> afterValue || callsSoon;
            case EQUALS -> afterValue && callsSoon;
            default -> afterValue || before().is(COMMA) && isAloneOnLine();
        };
    }

    /** Whether the token is the only one of its line, like {@code relu} in the line after {@code conv(6,}. */
    private boolean isAloneOnLine() {
        boolean goesOn = typeAt(at + 1) == COMMA || typeAt(at + 1) == RPAREN || typeAt(at + 1) == RBRACKET;
        return at + 1 < in.size() && !goesOn && !in.get(at + 1).sharesLineWith(in.get(at));
    }

    /** Inserts the closing bracket of the innermost one before the current token. */
    private void closeInner() {
        Open inner = open.pop();
        Span place = before().span().after();
        out.add(inner.lexeme().closer(place));
        if (inner.quiet()) {
            return;
        }
        String closer = inner.lexeme().closer(place).text();
        Span comment = commentBehind(place);
        if (comment.text().matches("//\\s*\\w+\\s*[)\\],].*")) { // `fc(n // 2)`
            log.lost(neverClosed(inner)
                    .help(
                            "`//` begins a comment: write `/` to divide",
                            Fix.replace(new Span(comment.file(), comment.start(), comment.start() + 2), "/")));
            return;
        }
        Fix fix = before().is(COMMA) ? Fix.replace(before().span(), closer) : new Fix(place, closer);
        log.lost(neverClosed(inner).help("close it with `" + closer + "`", fix));
    }

    /** The comment that follows a place in its line; empty if there is none. */
    private static Span commentBehind(Span place) {
        String text = place.file().text();
        int start = place.end();
        while (start < text.length() && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
            start++;
        }
        int end = start;
        while (text.startsWith("//", start)
                && end < Math.min(text.length(), start + MOST_OF_COMMENT)
                && text.charAt(end) != '\n') {
            end++;
        }
        return new Span(place.file(), start, end);
    }

    /** Closes everything at the end of a model. */
    private void closeAll() {
        while (!open.isEmpty()) {
            if (inParentheses()) {
                closeInner();
            } else {
                closeBrace(open.pop());
            }
        }
    }

    private void closeBrace(Open brace) {
        out.add(brace.lexeme().closer(before().span().after()));
        Open blamed = misaligned.map(Misaligned::opening).orElse(brace);
        Fix fix = misaligned
                .map(pair ->
                        new Fix(lineStart(pair.closing()), indent(pair.opening().lexeme()) + "}\n"))
                .orElseGet(() -> Fix.insertAfter(before().span(), "\n" + indent(brace.lexeme()) + "}"));
        misaligned = Optional.empty();
        log.lost(neverClosed(blamed).help("close it with `}`", fix));
    }

    private static Diagnostic neverClosed(Open opening) {
        String message = "the `" + opening.lexeme().text() + "`" + opening.owner() + " is never closed";
        return Diagnostic.of(Code.E0104, opening.lexeme().span(), message);
    }

    private void close(Lexeme closing) {
        if (closing.is(RBRACE)) {
            while (inParentheses()) {
                closeInner();
            }
        } else if (inParentheses() && !matches(open.peek(), closing) && secondMatches(closing)) {
            closeInner();
        }
        if (open.isEmpty() || open.peek().is(LBRACE) != closing.is(RBRACE) || isOneTooMany(closing)) {
            String message = "this `" + closing.text() + "` closes nothing";
            log.slip(Diagnostic.of(Code.E0105, closing.span(), message)
                    .help("leave it out", Fix.delete(closing.span())));
            return;
        }
        Open opening = open.pop();
        out.add(opening.lexeme().closer(closing.span()));
        if (!matches(opening, closing)) {
            reportOtherKind(opening, closing);
        } else if (closing.is(RBRACE)) {
            lookForMisalignment(opening, closing);
        }
    }

    private static boolean matches(Open opening, Lexeme closing) {
        return opening.lexeme().closer(closing.span()).is(closing.type());
    }

    /** Whether a closing bracket is superfluous, like that in {@code conv((3, 3]))}: those after it close all open ones. */
    private boolean isOneTooMany(Lexeme closing) {
        if (matches(open.peek(), closing)) {
            return false;
        }
        int next = at + 1;
        for (Open each : open) {
            if (each.is(LBRACE)) {
                break;
            }
            if (next >= in.size() || !matches(each, in.get(next++))) {
                return false;
            }
        }
        return true;
    }

    private boolean secondMatches(Lexeme closing) {
        Iterator<Open> inwards = open.iterator();
        inwards.next();
        return inwards.hasNext() && matches(inwards.next(), closing);
    }

    private void reportOtherKind(Open opening, Lexeme closing) {
        String closer = opening.lexeme().closer(closing.span()).text();
        String message = "`" + opening.lexeme().text() + "` is closed by `" + closing.text() + "`";
        log.slip(Diagnostic.of(Code.E0105, closing.span(), message)
                .note(opening.lexeme().span(), "opened here")
                .help("close it with `" + closer + "`", Fix.replace(closing.span(), closer)));
    }

    private void lookForMisalignment(Open opening, Lexeme closing) {
        boolean outerFits =
                !open.isEmpty() && indent(closing).equals(indent(open.peek().lexeme()));
        if (outerFits && !closing.sharesLineWith(before()) && !indent(closing).equals(indent(opening.lexeme()))) {
            misaligned = Optional.of(new Misaligned(opening, closing));
        }
    }

    private static Span lineStart(Lexeme lexeme) {
        Span span = lexeme.span();
        int start = span.file().lineStart(span.line());
        return span.file().span(start, start);
    }

    /** The indentation of the line of a token. */
    private String indent(Lexeme lexeme) {
        return indents.computeIfAbsent(
                lineStart(lexeme).start(), start -> indent(lexeme.span().file().text(), start));
    }

    private static String indent(String text, int start) {
        int end = start;
        while (text.charAt(end) == ' ' || text.charAt(end) == '\t') {
            end++;
        }
        return text.substring(start, end);
    }

    /** Whether an opening brace is missing: after {@code model M} or {@code train} follows what only occurs between braces. */
    private boolean isMissingBrace(Lexeme lexeme) {
        if (inParentheses() || at == 0) {
            return false;
        }
        boolean afterTrain = before().is(TRAIN) && lexeme.is(NAME);
        boolean afterModel = open.isEmpty() && (lexeme.is(INPUT) || lexeme.is(LOSS)) && endsHeader();
        return afterTrain || afterModel;
    }

    /** Whether the tokens so far end with {@code model M} or {@code model M(…)}. */
    private boolean endsHeader() {
        int last = out.size() - 1;
        if (last >= 0 && out.get(last).is(RPAREN)) {
            int first = Math.max(0, last - HabitRepair.LONGEST_HEADER);
            while (last > first && !out.get(last).is(LPAREN)) {
                last--;
            }
            last--;
        }
        return last > 0 && out.get(last).is(NAME) && out.get(last - 1).is(MODEL);
    }

    private void openMissingBrace(Lexeme lexeme) {
        Span place = before().span().after();
        String header = before().is(TRAIN) ? "`train`" : "the model's name";
        log.lost(Diagnostic.of(Code.E0105, place, "`{` is missing after " + header)
                .help("open what follows with `{`", new Fix(place, " {")));
        Lexeme brace = new Lexeme(LBRACE, "{", lexeme.span().before());
        open.push(new Open(brace, owner(brace), true));
        out.add(brace);
    }

    /** Whether parentheses are missing, as in {@code fc 120}; in a train block, {@code batch 64} is right. */
    private boolean isMissingParenthesis(Lexeme lexeme) {
        boolean amongSteps = !open.isEmpty()
                && open.peek().is(LBRACE)
                && !open.peek().owner().equals(OF_TRAIN);
        return amongSteps
                && lexeme.is(NUMBER)
                && typeAt(at + 1) != COLON
                && before().is(NAME)
                && lexeme.sharesLineWith(before())
                && typeAt(at - 2) != BELOW
                && !in.get(at - 2).isOperator();
    }

    private void openMissingParenthesis(Lexeme lexeme) {
        Span call = before().span().to(lexeme.span());
        String meant = before().text() + "(" + lexeme.text() + ")";
        Diagnostic report = Diagnostic.of(Code.E0113, call, "arguments stand in parentheses");
        boolean sum = at + 1 < in.size() && in.get(at + 1).isOperator();
        boolean closes = typeAt(at + 1) == RPAREN; // of the two parentheses one is there
        if (typeAt(at + 1) == COMMA) {
            log.slip(report.help("write `" + before().text() + "(" + lexeme.text() + ", ...)`"));
        } else if (sum) {
            log.slip(report);
        } else {
            Fix fix = Fix.replace(call, closes ? meant.substring(0, meant.length() - 1) : meant);
            log.slip(report.help("write `" + meant + "`", fix));
        }
        Lexeme parenthesis = new Lexeme(LPAREN, "(", lexeme.span().before());
        open.push(new Open(parenthesis, "", true));
        out.add(parenthesis);
    }
}
