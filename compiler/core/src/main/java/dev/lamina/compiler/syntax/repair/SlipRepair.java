package dev.lamina.compiler.syntax.repair;

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

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Repairs habits from other languages, such as {@code kernel: 5} or {@code [3, 3]}, in text whose brackets match. */
public final class SlipRepair {
    /** The settings whose values have names. */
    private static final Set<String> NAMED_VALUES = Set.of("clip", "stop");

    /** What a statement may follow, if it is no bare name. */
    private static final Set<Integer> BEFORE_STATEMENTS = Set.of(LBRACE, RBRACE, RPAREN, RBRACKET);

    /** What the models of PyTorch and Keras extend. */
    private static final Set<String> BASE_CLASSES = Set.of("Module", "LightningModule", "Model", "object");

    /** The contents of the innermost brackets. */
    private enum Place {
        FILE,
        HEADER,
        MODEL,
        TRAIN,
        SIZES,
        VALUES,
        /** A pair in brackets instead of parentheses. */
        LIST
    }

    private final List<Lexeme> in;
    private final SyntaxLog log;
    private final List<Lexeme> out = new ArrayList<>();
    private final Deque<Place> places = new ArrayDeque<>(List.of(Place.FILE));

    /** Where in the result the brackets are that are open. */
    private final Deque<Integer> open = new ArrayDeque<>();

    private final Brackets brackets;
    private int at;

    /** Whether the header that was read last is that of a model. */
    private boolean ofModel;

    private SlipRepair(List<Lexeme> in, SyntaxLog log) {
        this.in = in;
        this.log = log;
        this.brackets = new Brackets(in);
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        SlipRepair repair = new SlipRepair(lexemes, log);
        while (repair.at < lexemes.size()) {
            repair.one(lexemes.get(repair.at));
            repair.at++;
        }
        return repair.out;
    }

    private void one(Lexeme lexeme) {
        switch (places.peek()) {
            case FILE -> inFile(lexeme);
            case HEADER -> inHeader(lexeme);
            case MODEL -> inModel(lexeme);
            case TRAIN -> inTrain(lexeme);
            case SIZES, VALUES -> inValues(lexeme);
            case LIST -> inValues(lexeme.is(RBRACKET) ? new Lexeme(RPAREN, ")", lexeme.span()) : lexeme);
        }
    }

    /** Appends a token to the result, and keeps track of brackets. */
    private void take(Lexeme lexeme) {
        out.add(lexeme);
        if (lexeme.opens()) {
            open.push(out.size() - 1);
        } else if (lexeme.closes() && !open.isEmpty()) {
            open.pop();
        }
        if (lexeme.is(LBRACE)) {
            boolean ofTrain = out.size() > 1 && out.get(out.size() - 2).is(TRAIN);
            if (places.peek() == Place.HEADER) {
                places.pop();
            }
            places.push(ofTrain ? Place.TRAIN : Place.MODEL);
        } else if (lexeme.opens()) {
            places.push(lexeme.is(LBRACKET) ? Place.SIZES : Place.VALUES);
        } else if (lexeme.closes()) {
            places.pop();
        }
    }

    private int typeAt(int index) {
        return index >= 0 && index < in.size() ? in.get(index).type() : EOF;
    }

    private int typeBefore() {
        return out.isEmpty() ? EOF : out.get(out.size() - 1).type();
    }

    private Lexeme before() {
        return out.get(out.size() - 1);
    }

    private void inFile(Lexeme lexeme) {
        if (lexeme.is(MODEL) || lexeme.is(BLOCK)) {
            take(lexeme);
            places.push(Place.HEADER);
            ofModel = lexeme.is(MODEL);
            return;
        }
        int end = at;
        int depth = 0;
        while (end < in.size() && !((in.get(end).is(MODEL) || in.get(end).is(BLOCK)) && depth == 0)) {
            depth += in.get(end).opens() ? 1 : in.get(end).closes() ? -1 : 0;
            end++;
        }
        log.lost(Diagnostic.of(
                        Code.E0101,
                        lexeme.span(),
                        Lexeme.quoted(lexeme.text()) + " stands outside of every model and block")
                .help("a file consists of models, `model Name { ... }`, and blocks, `block Name { ... }`"));
        at = end - 1;
    }

    private void inHeader(Lexeme lexeme) {
        boolean extended = ofModel
                && lexeme.is(LPAREN)
                && typeAt(at + 1) == NAME
                && typeAt(at + 2) == RPAREN
                && BASE_CLASSES.contains(in.get(at + 1).text());
        if (extended) {
            Span written = lexeme.span().to(in.get(at + 2).span());
            log.slip(Diagnostic.of(Code.E0101, written, "a model extends nothing")
                    .help("leave it out", Fix.delete(written)));
            at += 2;
            return;
        }
        if (typeBefore() == MODEL && (lexeme.is(LBRACE) || lexeme.is(LPAREN))) {
            log.slip(Diagnostic.of(Code.E0114, before().span().after(), "the model has no name")
                    .label("missing here")
                    .help("name it, as the class will be named", Fix.insertAfter(before().span(), " MyModel")));
            out.add(new Lexeme(NAME, "MyModel", before().span().after()));
        } else if (typeBefore() == MODEL && lexeme.isKeyword()) {
            take(reserved(lexeme));
            return;
        }
        take(lexeme);
    }

    private void inModel(Lexeme lexeme) {
        if (typeBefore() == INPUT) {
            afterInput(lexeme);
        } else if (lexeme.is(EQUALS) && typeBefore() == NAME && typeAt(at + 1) == NAME) {
            colonFor(lexeme);
        } else if ((lexeme.is(EQUALS) || lexeme.is(COLON)) && (typeBefore() == LOSS || typeBefore() == TRAIN)) {
            needless(lexeme);
        } else if (lexeme.is(LBRACKET) && typeBefore() == NAME && isInputName(out.size() - 2)) {
            colonMissing(lexeme);
        } else if (lexeme.is(NUMBER) && typeAt(at + 1) != COLON && beginsStatement(lexeme)) {
            numberAlone(lexeme);
        } else if (isArgumentInBrackets(lexeme)) {
            parenthesesFor(lexeme);
        } else if (lexeme.isKeyword() && !lexeme.is(INPUT) && !lexeme.is(LOSS) && isLabel()) {
            take(reserved(lexeme));
        } else {
            take(lexeme);
        }
    }

    private boolean beginsStatement(Lexeme lexeme) {
        boolean newLine = typeBefore() == NAME && !lexeme.sharesLineWith(before());
        return newLine || BEFORE_STATEMENTS.contains(typeBefore());
    }

    /** Reports a number, or a sum of numbers, where a layer should stand. */
    private void numberAlone(Lexeme first) {
        int last = at;
        while (last + 2 < in.size()
                && in.get(last + 1).isOperator()
                && in.get(last + 2).beginsValue()) {
            last += 2;
        }
        Span written = first.span().to(in.get(last).span());
        log.lost(Diagnostic.of(Code.E0101, written, Lexeme.quoted(written.text()) + " is no layer")
                .help("a number stands behind the name of a layer, as in `fc(8)`"));
        at = last;
    }

    private boolean isLabel() {
        return typeAt(at + 1) == COLON && typeAt(at + 2) == NAME && typeBefore() != INPUT;
    }

    /** Whether a token opens brackets or braces with a number, behind the name of a layer: {@code fc[8]}, {@code fc{8}}. */
    private boolean isArgumentInBrackets(Lexeme lexeme) {
        int closing = lexeme.is(LBRACKET) ? RBRACKET : RBRACE;
        boolean kindOfInput = isInputName(out.size() - 3);
        return (lexeme.is(LBRACKET) || lexeme.is(LBRACE))
                && typeBefore() == NAME
                && !kindOfInput
                && typeAt(at + 1) == NUMBER
                && typeAt(at + 2) == closing;
    }

    private void parenthesesFor(Lexeme opening) {
        Lexeme argument = in.get(at + 1);
        Span written = opening.span().to(in.get(at + 2).span());
        String meant = "(" + argument.text() + ")";
        log.slip(Diagnostic.of(Code.E0113, written, "arguments stand in parentheses")
                .help("write `" + before().text() + meant + "`", Fix.replace(written, meant)));
        out.add(new Lexeme(LPAREN, "(", opening.span()));
        out.add(argument);
        out.add(new Lexeme(RPAREN, ")", in.get(at + 2).span()));
        at += 2;
    }

    private boolean isInputName(int index) {
        return index > 0 && out.get(index).is(NAME) && out.get(index - 1).is(INPUT);
    }

    private void afterInput(Lexeme lexeme) {
        boolean kindFollows = lexeme.is(COLON) && typeAt(at + 1) == NAME && typeAt(at + 2) == LBRACKET;
        if (kindFollows || lexeme.is(NAME) && typeAt(at + 1) == LBRACKET) {
            Lexeme kind = kindFollows ? in.get(at + 1) : lexeme;
            Span place = before().span().after();
            String inserted = kindFollows ? " " + kind.text() : " " + kind.text() + ":";
            log.slip(Diagnostic.of(Code.E0114, place, "the input has no name")
                    .label("missing here")
                    .help("name it", new Fix(place, inserted)));
            out.add(new Lexeme(NAME, kind.text(), place));
            if (!kindFollows) {
                out.add(new Lexeme(COLON, ":", place));
            }
            take(lexeme);
        } else if (lexeme.isKeyword()) {
            take(lexeme.is(INPUT) ? lexeme.asName() : reserved(lexeme));
        } else {
            take(lexeme);
        }
    }

    private void colonFor(Lexeme equals) {
        String name = before().text();
        boolean input = out.size() > 1 && out.get(out.size() - 2).is(INPUT);
        String message = input ? "an input's name is followed by `:`" : "a label is followed by `:`";
        Span span = before().span().to(equals.span());
        log.slip(Diagnostic.of(Code.E0106, equals.span(), message + ", not by `=`")
                .help("write `" + name + ":`", Fix.replace(span, name + ":")));
        out.add(new Lexeme(COLON, ":", equals.span()));
    }

    private void colonMissing(Lexeme bracket) {
        Lexeme kind = out.remove(out.size() - 1);
        Span place = before().span().after();
        log.slip(Diagnostic.of(Code.E0106, place, "an input's name is followed by `:`")
                .label("missing here")
                .help("write `" + before().text() + ":`", new Fix(place, ":")));
        out.add(new Lexeme(COLON, ":", place));
        out.add(kind);
        take(bracket);
    }

    private void inTrain(Lexeme lexeme) {
        boolean sign = lexeme.is(EQUALS) || lexeme.is(COLON);
        if (lexeme.is(COLON) && typeBefore() == NAME && takesSign()) {
            equalsFor(before().span().to(lexeme.span()), lexeme.span());
        } else if (lexeme.is(NUMBER) && typeBefore() == NAME && namesValue()) {
            equalsFor(before().span(), before().span().after());
            take(lexeme);
        } else if (sign && typeBefore() == NAME && !(lexeme.is(EQUALS) && takesSign())) {
            needless(lexeme);
        } else {
            take(lexeme);
        }
    }

    /** Whether the last name is one that `=` follows: in {@code rate = 0.1 for encoder} and {@code clip norm = 1}. */
    private boolean takesSign() {
        return before().text().equals("rate") || namesValue() || typeBefore(out.size() - 2) == COMMA;
    }

    /** Whether the last name is that of a setting's value: {@code norm} in {@code clip norm = 1}. */
    private boolean namesValue() {
        int beforeName = out.size() - 2;
        return beforeName > 0
                && (NAMED_VALUES.contains(out.get(beforeName).text()) || meansNamedValue(out.get(beforeName)));
    }

    /** Whether other programs have this name for a setting whose values have names. */
    private static boolean meansNamedValue(Lexeme setting) {
        return ForeignWords.find(ForeignWords.Section.SETTING, setting.text(), SettingRepair.WORDS)
                .flatMap(ForeignWords.Translation::ours)
                .filter(NAMED_VALUES::contains)
                .isPresent();
    }

    private int typeBefore(int index) {
        return index >= 0 ? out.get(index).type() : EOF;
    }

    private void needless(Lexeme sign) {
        if (meansNamedValue(before())) {
            return; // that there is no such setting is said later, with a fix for all of it
        }
        String name = before().text();
        Span span = before().span().to(sign.span());
        boolean touches = at + 1 < in.size()
                && in.get(at + 1).span().start() == sign.span().end();
        log.slip(Diagnostic.of(
                        Code.E0115,
                        sign.span(),
                        "`" + name + "` is followed by its value, without `" + sign.text() + "`")
                .help("leave it out", Fix.replace(span, touches ? name + " " : name)));
    }

    private void inValues(Lexeme lexeme) {
        if (isParameterWithoutDefault(lexeme)) {
            take(lexeme);
            defaultMissing(lexeme);
        } else if (lexeme.is(COLON) && typeBefore() == NAME) {
            equalsFor(before().span().to(lexeme.span()), lexeme.span());
        } else if (lexeme.isKeyword()) {
            take(reserved(lexeme));
        } else if (lexeme.is(NUMBER) && endsArgumentName()) {
            equalsFor(before().span(), before().span().after());
            take(lexeme);
        } else if (before().endsValue() && (lexeme.beginsValue() || lexeme.is(LPAREN) && typeBefore() == NUMBER)) {
            commaMissing(lexeme);
        } else if (lexeme.is(LPAREN) && typeBefore() == NAME && out.size() > 2 && !isInHeader()) {
            callAsArgument();
            take(lexeme);
        } else if (lexeme.is(LBRACKET) && typeBefore() != NAME) {
            list(lexeme);
        } else {
            take(lexeme);
        }
    }

    /** Whether a token is a parameter of a model without a value, as in {@code model Net(classes)}. */
    private boolean isParameterWithoutDefault(Lexeme lexeme) {
        int next = typeAt(at + 1);
        return ofModel
                && isInHeader()
                && lexeme.is(NAME)
                && (typeBefore() == LPAREN || typeBefore() == COMMA)
                && (next == COMMA || next == RPAREN);
    }

    /** Whether the innermost parentheses are those behind the name of a model or a block. */
    private boolean isInHeader() {
        return places.peek() == Place.VALUES
                && places.stream().skip(1).findFirst().orElse(Place.FILE) == Place.HEADER;
    }

    /** A value is inserted, so that the model can be read on. */
    private void defaultMissing(Lexeme name) {
        Span place = name.span().after();
        log.slip(Diagnostic.of(
                        Code.E0107,
                        name.span(),
                        "`" + name.text() + "` needs a default: a model's parameters all have one")
                .help(
                        "write it, as in `" + name.text() + " = 10`; `-D " + name.text() + "=26` sets another one",
                        new Fix(place, " = 10")));
        out.add(new Lexeme(EQUALS, "=", place));
        out.add(new Lexeme(NUMBER, "10", place));
    }

    /** Whether the last token is the name of an argument, as {@code kernel} in {@code conv(4, kernel 3)}. */
    private boolean endsArgumentName() {
        int beforeName = out.size() > 1 ? out.get(out.size() - 2).type() : EOF;
        return places.peek() == Place.VALUES && typeBefore() == NAME && beforeName == COMMA;
    }

    private void equalsFor(Span written, Span place) {
        String meant = before().text() + " =";
        Diagnostic report = Diagnostic.of(
                Code.E0107,
                place,
                "an argument's name is followed by `=`" + (place.isEmpty() ? "" : ", not by `" + place.text() + "`"));
        log.slip(report.help("write `" + meant + "`", Fix.replace(written, meant)));
        out.add(new Lexeme(EQUALS, "=", place));
    }

    /** Reports a layer around another one, as in {@code Bidirectional(LSTM(8))}. */
    private void callAsArgument() {
        String inner = before().text();
        Optional<Lexeme> enclosing = enclosingCall().filter(each -> each.is(NAME));
        if (enclosing.isEmpty()) {
            log.lost(Diagnostic.of(Code.E0101, before().span(), "no brackets stand around layers")
                    .help("write them one after the other, as in `fc(8)  relu  fc(2)`"));
            return;
        }
        String outer = enclosing.map(Lexeme::text).orElse("");
        String help = ForeignWords.find(ForeignWords.Section.LAYER, outer, List.of())
                .map(ForeignWords.Translation::remark)
                .filter(remark -> !remark.isEmpty())
                .orElse("layers are written one after the other, and each takes the value of the one before it");
        Diagnostic problem =
                Diagnostic.of(Code.E0101, before().span(), "`" + inner + "` cannot be an argument of `" + outer + "`");
        log.lost(enclosing
                .flatMap(this::unwrapped)
                .map(fix -> problem.help(help, fix))
                .orElse(problem.help(help)));
    }

    /** The fix for a call whose only argument is the call that begins here: the layer within, and what was around it. */
    private Optional<Fix> unwrapped(Lexeme outer) {
        int end = brackets.behind(at);
        int closed = end;
        if (typeAt(end) == LPAREN && typeAt(end + 1) == NAME && typeAt(end + 2) == RPAREN) {
            end += 3; // the value that it takes, as in Keras
        }
        boolean only =
                typeBefore(out.size() - 2) == LPAREN && out.get(out.size() - 3).equals(outer) && typeAt(end) == RPAREN;
        if (!only) {
            return Optional.empty();
        }
        String layer = before().span().to(in.get(closed - 1).span()).text();
        Span written = outer.span().to(in.get(end).span());
        String meant = switch (outer.text().toLowerCase(Locale.ROOT)) {
            case "timedistributed" -> layer;
            case "bidirectional" ->
                layer.substring(0, layer.length() - 1) + (closed == at + 2 ? "" : ", ") + "bidirectional = true)";
            default -> layer + "  " + outer.text();
        };
        return Optional.of(Fix.replace(written, meant));
    }

    /** The name before the innermost open parenthesis. */
    private Optional<Lexeme> enclosingCall() {
        int opening = open.isEmpty() ? 0 : open.element();
        return opening > 0 ? Optional.of(out.get(opening - 1)) : Optional.empty();
    }

    private void commaMissing(Lexeme lexeme) {
        Span place = before().span().after();
        log.slipUnlessLost(Diagnostic.of(Code.E0112, place, "`,` is missing before `" + lexeme.text() + "`")
                .help("part them with a comma", new Fix(place, ",")));
        out.add(new Lexeme(COMMA, ",", place));
        take(lexeme);
    }

    /** Repairs {@code [3, 3]}, a pair as in Python, and {@code [1, 2, 5]}, the weights of classes. */
    private void list(Lexeme opening) {
        int end = at;
        while (end < in.size() - 1 && !in.get(end).is(RBRACKET)) {
            end++;
        }
        Span span = opening.span().to(in.get(end).span());
        String inner = span.text().substring(1, Math.max(1, span.text().length() - 1));
        String what = inner.chars().filter(each -> each == ',').count() == 1 ? "a pair stands" : "numbers stand";
        log.slip(Diagnostic.of(Code.E0108, span, what + " in parentheses")
                .help("write `(" + inner + ")`", Fix.replace(span, "(" + inner + ")")));
        out.add(new Lexeme(LPAREN, "(", opening.span()));
        open.push(out.size() - 1);
        places.push(Place.LIST);
    }

    private Lexeme reserved(Lexeme keyword) {
        log.lost(Diagnostic.of(
                Code.E0123, keyword.span(), "`" + keyword.text() + "` is a word of the language and cannot be a name"));
        return keyword.asName();
    }
}
