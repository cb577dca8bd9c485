package dev.lamina.compiler;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Severity;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tries the fixes of errors in syntax and names: all of them are made, and the shapes of the new text are inferred. A fix whose own text
 * is then refused is not offered. Fixes of shapes were tried when they were found.
 */
final class WorkingFixes {
    /** Fixes that one run has refused are left out of the next one, which then gets further. */
    private static final int MOST_RUNS = 4;

    /** Texts with more fixes are probably no model files, and trying would take long. */
    private static final int MOST_FIXES = 40;

    /** Errors whose fix writes another name before a value: an argument, or a setting. */
    private static final Set<Code> RENAMED = Set.of(Code.E0402, Code.E0407, Code.E0503);

    /** The value of a setting, and a sign that should not stand before it. */
    private static final Pattern SETTING_VALUE = Pattern.compile("\\s*=?\\s*[^\\s}]+");

    private final SourceFile source;
    private final Function<SourceFile, Diagnostics> check;
    private final List<Diagnostic> found;

    private WorkingFixes(SourceFile source, Function<SourceFile, Diagnostics> check, Diagnostics log) {
        this.source = source;
        this.check = check;
        this.found = new ArrayList<>(log.sorted());
    }

    /**
     * The diagnostics without the fixes that do not work.
     *
     * @param check finds the errors of a text, up to its shapes
     */
    static Diagnostics of(SourceFile source, Diagnostics log, Function<SourceFile, Diagnostics> check) {
        WorkingFixes fixes = new WorkingFixes(source, check, log);
        int open = MOST_RUNS;
        while (open-- > 0 && fixes.refuseOnce()) {
            // the next run gets further
        }
        Diagnostics tried = new Diagnostics();
        tried.addAll(fixes.found);
        return tried;
    }

    /** Makes all fixes and takes back those that are refused; returns whether there were any. */
    private boolean refuseOnce() {
        List<Diagnostic> fixed = fixed();
        if (fixed.isEmpty() || fixed.size() > MOST_FIXES) {
            return false;
        }
        Set<String> before = found.stream().map(WorkingFixes::key).collect(Collectors.toCollection(HashSet::new));
        SourceFile text = changed(fixed);
        List<Diagnostic> after = check.apply(text).sorted().stream()
                .filter(each -> each.severity() == Severity.ERROR)
                .filter(each -> !before.contains(key(each)))
                .toList();
        boolean refused = false;
        int moved = 0;
        for (Diagnostic each : fixed) {
            Fix fix = fix(each).orElseThrow();
            int from = fix.span().start() + moved;
            int until = from + fix.replacement().length();
            int end = reach(each.code(), text.text(), until);
            Optional<Diagnostic> refusal = after.stream()
                    .filter(error -> touches(error.span(), from, end))
                    .min(Comparator.comparing(error -> fix(error).isPresent()));
            if (refusal.isPresent()) {
                Optional<Diagnostic> both = refusal.flatMap(error -> combined(each, error, fixed, text, from));
                if (both.isPresent() || fix(refusal.get()).isEmpty()) { // else another step leads on from there
                    found.set(found.indexOf(each), both.orElseGet(() -> withoutFix(each, refusal.get())));
                    refused = true;
                }
            }
            moved += fix.replacement().length() - (fix.span().end() - fix.span().start());
        }
        return refused;
    }

    /**
     * The fix of {@code first} together with that of the error in what it wrote; empty if that error has no fix, or one beyond the value that the
     * first has renamed.
     *
     * @param text the text with all fixes
     * @param from where the first fix begins in it
     */
    @SuppressWarnings("ReferenceEquality") // one error among others
    private Optional<Diagnostic> combined(
            Diagnostic first, Diagnostic error, List<Diagnostic> fixed, SourceFile text, int from) {
        Fix fix = fix(first).orElseThrow();
        int until = from + fix.replacement().length();
        Optional<Fix> second = fix(error);
        if (!RENAMED.contains(first.code()) || second.isEmpty()) {
            return Optional.empty();
        }
        Span next = second.get().span();
        int end = Math.max(until, next.end());
        int writtenEnd = fix.span().end() + end - until; // in the text without fixes
        if (next.start() < from
                || next.end() > reach(first.code(), text.text(), until)
                || writtenEnd > source.text().length()) {
            return Optional.empty();
        }
        Span written = new Span(source, fix.span().start(), writtenEnd);
        boolean alone = fixed.stream()
                .filter(each -> !each.equals(first))
                .map(each -> fix(each).orElseThrow().span())
                .noneMatch(span -> span.start() < written.end() && span.end() > written.start());
        if (!alone) {
            return Optional.empty();
        }
        String meant = text.text().substring(from, next.start())
                + second.get().replacement()
                + text.text().substring(next.end(), end);
        return Optional.of(first.help(first.help().orElseThrow().text(), Fix.replace(written, meant)));
    }

    /** How far what a fix has changed the meaning of reaches: to the end of the value whose name it wrote. */
    private static int reach(Code code, String text, int until) {
        if (!RENAMED.contains(code)) {
            return until;
        }
        if (code != Code.E0503) {
            return endOfValue(text, until);
        }
        Matcher value = SETTING_VALUE.matcher(text).region(until, text.length());
        return value.lookingAt() ? value.end() : until;
    }

    /** Where the value of an argument ends: at a comma, a bracket that closes, or the end of the line. */
    private static int endOfValue(String text, int from) {
        int depth = 0;
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n') {
            char each = text.charAt(at);
            if (depth == 0 && (each == ',' || each == ')' || each == '}')) {
                break;
            }
            depth += each == '(' || each == '[' ? 1 : each == ')' || each == ']' ? -1 : 0;
            at++;
        }
        return at;
    }

    /** The errors whose fixes are made together: none overlaps another. */
    private List<Diagnostic> fixed() {
        List<Diagnostic> all = new ArrayList<>();
        int end = 0;
        List<Diagnostic> inText = found.stream()
                .filter(each -> isTried(each.code()) && fix(each).isPresent())
                .sorted(Comparator.comparing(
                        each -> fix(each).orElseThrow().span().start()))
                .toList();
        for (Diagnostic each : inText) {
            Span span = fix(each).orElseThrow().span();
            if (span.start() >= end) {
                all.add(each);
                end = span.end();
            }
        }
        return all;
    }

    private static boolean isTried(Code code) {
        return code.severity() == Severity.ERROR && !code.name().startsWith("E03");
    }

    private static Optional<Fix> fix(Diagnostic diagnostic) {
        return diagnostic.help().flatMap(help -> help.fix());
    }

    private SourceFile changed(List<Diagnostic> fixed) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (Diagnostic each : fixed) {
            Fix fix = fix(each).orElseThrow();
            text.append(source.text(), at, fix.span().start()).append(fix.replacement());
            at = fix.span().end();
        }
        text.append(source.text(), at, source.text().length());
        return new SourceFile(source.name(), text.toString());
    }

    /** Whether an error lies in what a fix wrote, or is one of the call around it. An error of a longer part of the text is not. */
    private static boolean touches(Span error, int from, int until) {
        return error.start() < until && from < error.end() && error.line() == error.endLine();
    }

    private static String key(Diagnostic diagnostic) {
        return diagnostic.code() + diagnostic.message();
    }

    /** A name that does not fit is still worth mentioning; a guess at the syntax is not. */
    private static Diagnostic withoutFix(Diagnostic offered, Diagnostic refusal) {
        Diagnostic bare = new Diagnostic(
                offered.code(), offered.span(), offered.label(), offered.message(), offered.notes(), Optional.empty());
        String text = offered.help().orElseThrow().text();
        boolean guess = offered.code().name().startsWith("E01");
        return guess
                ? bare
                : bare.help(
                        text + (text.endsWith("?") ? " It" : ", but it") + " does not fit here: " + refusal.message());
    }
}
