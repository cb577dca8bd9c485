package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.BAD_NUMBER;
import static dev.lamina.grammar.LaminaLexer.BLOCK_COMMENT;
import static dev.lamina.grammar.LaminaLexer.COMMA;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.HASH_COMMENT;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MINUS;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.QUOTED;
import static dev.lamina.grammar.LaminaLexer.RPAREN;
import static dev.lamina.grammar.LaminaLexer.SEMICOLON;
import static dev.lamina.grammar.LaminaLexer.SIZE_TIMES_SIZE;
import static dev.lamina.grammar.LaminaLexer.TIMES;
import static dev.lamina.grammar.LaminaLexer.UNKNOWN;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reports tokens that are not part of the language, and replaces them by what was probably meant. */
public final class ScanRepair {
    /** 2^53: doubles are exact up to this whole number. */
    private static final long LARGEST_WHOLE = 1L << 53;

    private final List<Lexeme> in;
    private final SyntaxLog log;
    private final List<Lexeme> out = new ArrayList<>();
    private final List<Span> semicolons = new ArrayList<>();
    private final List<Span> hashes = new ArrayList<>();
    private final List<Span> arrows = new ArrayList<>();
    private int at;

    private ScanRepair(List<Lexeme> in, SyntaxLog log) {
        this.in = in;
        this.log = log;
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        ScanRepair repair = new ScanRepair(lexemes, log);
        while (repair.at < lexemes.size()) {
            repair.one(lexemes.get(repair.at++));
        }
        repair.reportRepeated();
        return repair.out;
    }

    private void one(Lexeme lexeme) {
        if (beginsArrow(lexeme)) {
            arrows.add(lexeme.span().to(in.get(at++).span()));
            return;
        }
        if (isPipe(lexeme)) {
            arrows.add(lexeme.span());
            return;
        }
        switch (lexeme.type()) {
            case SEMICOLON -> semicolons.add(lexeme.span());
            case HASH_COMMENT -> hashes.add(lexeme.span());
            case BLOCK_COMMENT -> blockComment(lexeme);
            case QUOTED -> quoted(lexeme);
            case SIZE_TIMES_SIZE -> {
                if (lexeme.text().matches("0[xX].*")) {
                    badNumber(lexeme);
                } else {
                    sizeTimesSize(lexeme.span());
                }
            }
            case BAD_NUMBER -> badNumber(lexeme);
            case UNKNOWN -> unknown(lexeme);
            case NUMBER -> number(lexeme);
            case NAME -> name(lexeme);
            default -> out.add(lexeme);
        }
    }

    /** Reports semicolons once for the whole file: whoever writes one usually writes many. */
    private void reportRepeated() {
        if (!semicolons.isEmpty()) {
            Span first = semicolons.get(0);
            log.slip(Diagnostic.of(Code.E0111, first, "statements do not end with `;`")
                    .label(more(semicolons))
                    .help("leave it out", Fix.delete(first)));
        }
        if (!hashes.isEmpty()) {
            Span first = hashes.get(0);
            log.slip(Diagnostic.of(Code.E0103, first, "a comment begins with `//`, not with `#`")
                    .label(more(hashes))
                    .help("write `//`", Fix.replace(new Span(first.file(), first.start(), first.start() + 1), "//")));
        }
        if (!arrows.isEmpty()) {
            Span first = arrows.get(0);
            log.slip(Diagnostic.of(
                            Code.E0101,
                            first,
                            "no `" + first.text()
                                    + "` stands between layers: each takes the value of the one before it")
                    .label(more(arrows))
                    .help("leave it out", Fix.delete(first)));
        }
    }

    /** Whether a token and the next one are an arrow between layers, as in diagrams and in other languages. */
    private boolean beginsArrow(Lexeme lexeme) {
        boolean shaft = lexeme.is(MINUS)
                || lexeme.is(EQUALS)
                || lexeme.text().equals("|")
                || lexeme.text().equals(">");
        return shaft && at < in.size() && in.get(at).text().equals(">") && touches(lexeme, in.get(at));
    }

    /** Whether a token stands between two layers as in {@code fc(8) | relu}. */
    private boolean isPipe(Lexeme lexeme) {
        boolean behindLayer = !out.isEmpty()
                && (out.get(out.size() - 1).is(RPAREN)
                        || out.get(out.size() - 1).is(NAME));
        return lexeme.text().equals("|")
                && behindLayer
                && at < in.size()
                && in.get(at).is(NAME);
    }

    private static String more(List<Span> places) {
        return places.size() == 1 ? "" : "and " + (places.size() - 1) + " more in this file";
    }

    private void blockComment(Lexeme lexeme) {
        Span opening = new Span(
                lexeme.span().file(), lexeme.span().start(), lexeme.span().start() + 2);
        String text = lexeme.text();
        if (!text.endsWith("*/") || text.length() < 4) {
            log.end(Diagnostic.of(Code.E0103, opening, "a comment begins with `//` and ends with its line")
                    .label("this one has no `*/` either"));
            return;
        }
        Diagnostic report = Diagnostic.of(
                Code.E0103, opening, "a comment begins with `//` and ends with its line, not with `/*` and `*/`");
        String inner = text.substring(2, text.length() - 2).strip();
        log.slip(
                inner.contains("\n") || !endsLine(lexeme.span())
                        ? report.help("begin each of its lines with `//`")
                        : report.help("write `//`", Fix.replace(lexeme.span(), "// " + inner)));
    }

    private boolean endsLine(Span span) {
        return at == in.size() || in.get(at).span().line() != span.endLine();
    }

    private void quoted(Lexeme lexeme) {
        String inner = lexeme.text().replaceAll("[\"']", "").strip();
        Diagnostic report = Diagnostic.of(Code.E0116, lexeme.span(), "nothing in a model file stands in quotes");
        if (inner.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
            log.slip(report.help("write the bare name", Fix.replace(lexeme.span(), inner)));
            out.add(new Lexeme(NAME, inner, lexeme.span()));
        } else {
            log.lost(report);
            out.add(new Lexeme(NAME, "text", lexeme.span()));
        }
    }

    /** Repairs {@code 5x5}, also as {@code 5 x 5} in three tokens. */
    private void sizeTimesSize(Span span) {
        String[] sizes = span.text().split("\\s*[xX\u00D7]\\s*");
        String pair = "(" + sizes[0] + ", " + sizes[1] + ")";
        Diagnostic report = Diagnostic.of(Code.E0108, span, "a height and a width are written `" + pair + "`");
        log.slip(
                sizes[0].equals(sizes[1])
                        ? report.help("one number will do for a square", Fix.replace(span, sizes[0]))
                        : report.help("write a pair", Fix.replace(span, pair)));
        out.add(new Lexeme(LPAREN, "(", span.before()));
        out.add(new Lexeme(NUMBER, sizes[0], new Span(span.file(), span.start(), span.start() + sizes[0].length())));
        out.add(new Lexeme(COMMA, ",", span.before()));
        out.add(new Lexeme(NUMBER, sizes[1], new Span(span.file(), span.end() - sizes[1].length(), span.end())));
        out.add(new Lexeme(RPAREN, ")", span.after()));
    }

    /** Repairs {@code 2**3} and {@code 2^3}; returns whether this was a power of whole numbers that is exact. */
    private boolean power(Lexeme base) {
        boolean stars =
                at + 2 < in.size() && in.get(at).is(TIMES) && in.get(at + 1).is(TIMES);
        boolean caret = at + 1 < in.size() && in.get(at).text().equals("^");
        int last = stars ? at + 2 : at + 1;
        if (!(stars || caret) || !in.get(last).is(NUMBER)) {
            return false;
        }
        String exponent = in.get(last).text();
        boolean whole = base.text().matches("\\d{1,9}") && exponent.matches("\\d{1,2}");
        double value = whole ? Math.pow(Integer.parseInt(base.text()), Integer.parseInt(exponent)) : Double.NaN;
        if (!(value <= LARGEST_WHOLE)) {
            return false;
        }
        Span written = base.span().to(in.get(last).span());
        String meant = String.valueOf((long) value);
        log.slip(Diagnostic.of(Code.E0109, written, "there are no powers here, only `+`, `-`, `*` and `/`")
                .help("write `" + meant + "`", Fix.replace(written, meant)));
        out.add(new Lexeme(NUMBER, meant, written));
        at = last + 1;
        return true;
    }

    private void number(Lexeme lexeme) {
        if (power(lexeme)) {
            return;
        }
        if (at + 1 < in.size() && isTimes(in.get(at)) && in.get(at + 1).is(NUMBER)) {
            Span span = lexeme.span().to(in.get(at + 1).span());
            at += 2;
            sizeTimesSize(span);
            return;
        }
        checkRange(lexeme);
        out.add(lexeme);
    }

    private static boolean isTimes(Lexeme lexeme) {
        return lexeme.text().equalsIgnoreCase("x") || lexeme.text().equals("\u00D7");
    }

    private void checkRange(Lexeme lexeme) {
        double value = Double.parseDouble(lexeme.text());
        boolean digitsOnly = lexeme.text().chars().allMatch(Character::isDigit);
        // 2^53 + 1 as a double is 2^53, so the comparison with the limit alone is not enough.
        if (digitsOnly
                && (value > LARGEST_WHOLE || value == LARGEST_WHOLE && Long.parseLong(lexeme.text()) > LARGEST_WHOLE)) {
            log.lost(Diagnostic.of(Code.E0110, lexeme.span(), "this whole number is too large to be held exactly")
                    .label("the largest is 9007199254740992"));
        } else if (Double.isInfinite(value)) {
            log.lost(Diagnostic.of(Code.E0110, lexeme.span(), "this number is too large")
                    .label("the largest is about 1.8e308"));
        } else if (value == 0 && lexeme.text().split("[eE]")[0].matches(".*[1-9].*")) {
            log.lost(Diagnostic.of(Code.E0110, lexeme.span(), "this number is too small to differ from 0")
                    .label("the smallest is about 4.9e-324"));
        }
    }

    private void badNumber(Lexeme lexeme) {
        Diagnostic report =
                Diagnostic.of(Code.E0109, lexeme.span(), "`" + shown(lexeme) + "` is neither a number nor a name");
        if (lexeme.text().matches("\\d{1,9}([xX]\\d{1,9}){2,3}")) {
            sizesByTimes(lexeme);
            return;
        }
        Optional<String> meant = meant(lexeme.text());
        if (meant.isPresent()) {
            log.slip(report.help("write `" + meant.get() + "`", Fix.replace(lexeme.span(), meant.get())));
        } else {
            log.lost(report.help("numbers look like `12`, `0.05` or `1e-3`, and a name begins with a letter"));
        }
        out.add(new Lexeme(NUMBER, meant.orElse("1"), lexeme.span()));
    }

    /** Repairs {@code image[1x28x28]}. */
    private void sizesByTimes(Lexeme lexeme) {
        String meant = String.join(", ", lexeme.text().split("[xX]"));
        log.slip(Diagnostic.of(Code.E0108, lexeme.span(), "sizes have commas between them")
                .help("write `" + meant + "`", Fix.replace(lexeme.span(), meant)));
        for (String size : lexeme.text().split("[xX]")) {
            if (!out.isEmpty() && out.get(out.size() - 1).is(NUMBER)) {
                out.add(new Lexeme(COMMA, ",", lexeme.span()));
            }
            out.add(new Lexeme(NUMBER, size, lexeme.span()));
        }
    }

    private static Optional<String> meant(String text) {
        if (text.matches("\\.[0-9]+")) {
            return Optional.of("0" + text);
        }
        if (text.matches("[0-9]+\\.")) {
            return Optional.of(text + "0");
        }
        if (text.matches("[0-9][0-9_]*[0-9]") && !text.contains("__")) {
            return Optional.of(text.replace("_", ""));
        }
        return text.matches("[0-9]+(\\.[0-9]+)?[fFdDL]")
                ? Optional.of(text.substring(0, text.length() - 1))
                : Optional.empty();
    }

    /** Joins the parts of a name around letters of other alphabets, so that it is reported once. */
    private void name(Lexeme lexeme) {
        if (at < in.size() && touches(lexeme, in.get(at)) && isForeignLetter(in.get(at))) {
            foreignName(lexeme);
        } else {
            out.add(lexeme);
        }
    }

    private void foreignName(Lexeme first) {
        Lexeme last = first;
        while (at < in.size() && touches(last, in.get(at)) && continuesName(in.get(at))) {
            last = in.get(at++);
        }
        Span span = first.span().to(last.span());
        log.lost(Diagnostic.of(Code.E0102, span, "names are written with the letters a to z, digits and `_`"));
        out.add(new Lexeme(NAME, "name", span));
    }

    private static boolean continuesName(Lexeme lexeme) {
        return lexeme.is(NAME) || lexeme.is(NUMBER) || lexeme.is(BAD_NUMBER) || isForeignLetter(lexeme);
    }

    private static boolean isForeignLetter(Lexeme lexeme) {
        return lexeme.is(UNKNOWN) && Character.isLetter(lexeme.text().codePointAt(0));
    }

    private static boolean touches(Lexeme before, Lexeme after) {
        return before.span().end() == after.span().start();
    }

    /** What precedes the name of a layer in programs: {@code nn.Linear}, {@code keras.layers.Dense}, {@code self.fc1}. */
    private static final Set<String> PACKAGES =
            Set.of("torch", "nn", "functional", "F", "keras", "tf", "layers", "self", "optim", "L");

    /** Quotes as word processors and web pages set them. */
    private static final Set<String> QUOTES =
            Set.of("\u201C", "\u201D", "\u201E", "\u2018", "\u2019", "\u201A", "\u00AB", "\u00BB", "`");

    /** Repairs {@code nn.Linear(3, 8)} and {@code fc(8).relu()}; returns whether the point was one of these. */
    private boolean point(Lexeme point) {
        boolean named = at < in.size() && in.get(at).is(NAME) && touches(point, in.get(at));
        if (!point.text().equals(".") || !named || out.isEmpty() || !touches(out.get(out.size() - 1), point)) {
            return false;
        }
        Lexeme before = out.get(out.size() - 1);
        if (before.is(NAME) && PACKAGES.contains(before.text())) {
            Span prefix = before.span().to(point.span());
            out.remove(out.size() - 1);
            log.slip(Diagnostic.of(Code.E0102, prefix, "names stand here without `" + prefix.text() + "` before them")
                    .help("leave it out", Fix.delete(prefix)));
            return true;
        }
        if (before.is(RPAREN)) {
            log.slip(Diagnostic.of(
                            Code.E0102,
                            point.span(),
                            "no `.` stands between layers: each takes the value of the one before it")
                    .help("leave it out", Fix.replace(point.span(), " ")));
            return true;
        }
        return false;
    }

    /** Repairs {@code 50%}; returns whether this was one. */
    private boolean percent(Lexeme sign) {
        Lexeme number = out.isEmpty() ? sign : out.get(out.size() - 1);
        boolean share = sign.text().equals("%") && number.is(NUMBER) && touches(number, sign);
        if (!share || !number.text().matches("\\d{1,3}(\\.\\d{1,9})?")) {
            return false;
        }
        String meant = new BigDecimal(number.text())
                .movePointLeft(2)
                .stripTrailingZeros()
                .toPlainString();
        Span written = number.span().to(sign.span());
        out.set(out.size() - 1, new Lexeme(NUMBER, meant, written));
        log.slip(Diagnostic.of(Code.E0102, written, "a share is written as a number from 0 to 1")
                .help("write `" + meant + "`", Fix.replace(written, meant)));
        return true;
    }

    /** Repairs a name between the quotes of word processors; returns whether this was one. */
    private boolean inOtherQuotes(Lexeme opening) {
        boolean quotes = QUOTES.contains(opening.text())
                && at + 1 < in.size()
                && in.get(at).is(NAME)
                && QUOTES.contains(in.get(at + 1).text());
        if (quotes) {
            Lexeme name = in.get(at);
            Span written = opening.span().to(in.get(at + 1).span());
            log.slip(Diagnostic.of(Code.E0116, written, "nothing in a model file stands in quotes")
                    .help("write the bare name", Fix.replace(written, name.text())));
            out.add(name);
            at += 2;
        }
        return quotes;
    }

    private void unknown(Lexeme first) {
        if (point(first) || percent(first) || inOtherQuotes(first)) {
            return;
        }
        if (isForeignLetter(first)) {
            foreignName(first);
            return;
        }
        Optional<Lexeme> lookalike = Lookalikes.of(first);
        if (lookalike.isPresent()) {
            String meant = lookalike.get().text();
            Diagnostic report = Diagnostic.of(Code.E0102, first.span(), described(first) + " stands for nothing here");
            log.slip(report.help(
                    "write " + (meant.isBlank() ? "a space" : "`" + meant + "`"), Fix.replace(first.span(), meant)));
            if (!meant.isBlank()) {
                out.add(lookalike.get());
            }
            return;
        }
        Lexeme last = first;
        while (at < in.size() && in.get(at).is(UNKNOWN) && touches(last, in.get(at)) && !isForeignLetter(in.get(at))) {
            last = in.get(at++);
        }
        Span span = first.span().to(last.span());
        log.lost(Diagnostic.of(Code.E0102, span, described(first) + " means nothing in a model file"));
    }

    private static String described(Lexeme lexeme) {
        int character = lexeme.text().codePointAt(0);
        if (character > ' ' && character < 0x7f) {
            return "`" + lexeme.text() + "`";
        }
        String name = Character.getName(character);
        return "the character U+%04X (%s)".formatted(character, name == null ? "unassigned" : name);
    }

    private static String shown(Lexeme lexeme) {
        return lexeme.text().length() <= 40 ? lexeme.text() : lexeme.text().substring(0, 40) + "...";
    }
}
