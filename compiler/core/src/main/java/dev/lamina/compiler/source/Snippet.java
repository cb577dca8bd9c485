package dev.lamina.compiler.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The part of a printed diagnostic below the message: the place, the marked source lines, and the help. */
final class Snippet {
    /** A line number takes at least this many columns, so that short files do not look different. */
    private static final int LEAST_DIGITS = 2;

    /** The most lines of a fix that are printed. */
    private static final int MOST_FIX_LINES = 8;

    private final Diagnostic diagnostic;
    private final Style style;
    private final SourceFile file;
    private final int digits;

    Snippet(Diagnostic diagnostic, Style style) {
        this.diagnostic = diagnostic;
        this.style = style;
        this.file = diagnostic.span().file();
        this.digits = Math.max(LEAST_DIGITS, String.valueOf(lastLine()).length());
    }

    void appendTo(StringBuilder text) {
        boolean unread = file.text().isEmpty();
        String place = Visible.of(unread ? file.name() : diagnostic.span().toString());
        text.append(style.gutter(" ".repeat(digits) + "-->"))
                .append(' ')
                .append(place)
                .append('\n');
        if (!unread) {
            appendMarks(text);
        }
        diagnostic.help().ifPresent(help -> appendHelp(text, help));
    }

    /** A part of one line that is underlined. */
    private record Mark(Span span, String text, boolean main) {
        int line() {
            return span.line();
        }
    }

    private List<Mark> marks() {
        List<Mark> marks = new ArrayList<>();
        marks.add(new Mark(diagnostic.span(), diagnostic.label(), true));
        for (Note note : diagnostic.notes()) {
            marks.add(new Mark(note.span(), note.text(), false));
        }
        marks.sort(Comparator.comparing(Mark::line)
                .thenComparing(mark -> mark.span().start()));
        return marks;
    }

    private int lastLine() {
        int last = diagnostic.span().line();
        for (Note note : diagnostic.notes()) {
            last = Math.max(last, note.span().line());
        }
        return Math.max(
                last,
                diagnostic.help().flatMap(Help::fix).map(Snippet::lastLine).orElse(0));
    }

    private void appendMarks(StringBuilder text) {
        appendEmptyLine(text);
        int shown = 0;
        for (Mark mark : marks()) {
            if (mark.line() != shown) {
                appendGap(text, shown, mark.line());
                shown = mark.line();
                appendLine(text, shown, window(shown));
            }
            appendMark(text, mark);
        }
    }

    /** Appends what is printed between two marked lines: nothing, the one line between them, or dots. */
    private void appendGap(StringBuilder text, int shown, int next) {
        if (shown > 0 && next == shown + 2) {
            appendLine(text, shown + 1, window(shown + 1));
        } else if (shown > 0 && next > shown + 2) {
            text.append(style.gutter("...")).append('\n');
        }
    }

    private void appendMark(StringBuilder text, Mark mark) {
        LineWindow window = window(mark.line());
        int start = window.column(mark.span().start());
        int end = Math.max(start + 1, window.column(Math.min(mark.span().end(), window.lineEnd())));
        String label = mark.text().isEmpty() ? "" : " " + Visible.of(mark.text());
        String line = (mark.main() ? "^" : "-").repeat(end - start) + label;
        String marked = mark.main() ? style.severity(diagnostic.severity(), line) : style.note(line);
        text.append(gutter("")).append(" ".repeat(start)).append(marked).append('\n');
    }

    private LineWindow window(int line) {
        int first = marks().stream()
                .filter(mark -> mark.line() == line)
                .mapToInt(mark -> mark.span().start())
                .min()
                .orElse(file.lineStart(line));
        return LineWindow.of(file, line, first);
    }

    private void appendHelp(StringBuilder text, Help help) {
        if (!file.text().isEmpty()) {
            appendEmptyLine(text);
        }
        text.append(style.help("help"))
                .append(": ")
                .append(Visible.of(help.text()))
                .append('\n');
        help.fix().ifPresent(fix -> appendFix(text, fix));
    }

    /** The last printed line of a fix. */
    private static int lastLine(Fix fix) {
        SourceFile fixed = fix.applied();
        int last = fixed.line(fix.span().start() + fix.replacement().length());
        return Math.min(last, fixed.line(fix.span().start()) + MOST_FIX_LINES - 1);
    }

    private void appendFix(StringBuilder text, Fix fix) {
        appendEmptyLine(text);
        SourceFile fixed = fix.applied();
        int first = fixed.line(fix.span().start());
        for (int line = first; line <= lastLine(fix); line++) {
            int from = line == first ? fix.span().start() : fixed.lineStart(line);
            appendLine(text, line, LineWindow.of(fixed, line, from));
        }
    }

    private void appendLine(StringBuilder text, int number, LineWindow window) {
        text.append((gutter(String.valueOf(number)) + window.shown()).stripTrailing())
                .append('\n');
    }

    private void appendEmptyLine(StringBuilder text) {
        text.append(gutter("").stripTrailing()).append('\n');
    }

    private String gutter(String number) {
        return style.gutter(" " + " ".repeat(digits - number.length()) + number + " |") + " ";
    }
}
