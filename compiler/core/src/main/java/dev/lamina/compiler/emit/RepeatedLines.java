package dev.lamina.compiler.emit;

import java.util.ArrayList;
import java.util.List;

/** Shortens the table of a class's layers where a few lines repeat many times, as those of a repeated body do. */
final class RepeatedLines {
    /** The most lines that are looked at as one body. */
    private static final int MOST_LINES = 12;

    private RepeatedLines() {}

    /**
     * The lines, each a list of cells of which the first is a label. Lines that differ only in the numbers of their labels are replaced by the
     * first ones and a line with a single cell, which tells how many follow.
     */
    static List<List<String>> shorten(List<List<String>> lines) {
        List<List<String>> all = new ArrayList<>();
        int at = 0;
        while (at < lines.size()) {
            Repetition found = Repetition.at(
                    at, lines.size(), MOST_LINES, (from, size, next) -> alike(lines.get(next), lines.get(next - size)));
            all.addAll(lines.subList(at, at + found.size()));
            at += found.covered();
            if (found.isRepeated()) {
                String last = lines.get(at - 1).get(0);
                all.add(List.of("... the same " + (found.times() - 1) + " times more, to " + last));
            }
        }
        return all;
    }

    private static boolean alike(List<String> one, List<String> other) {
        return withoutNumbers(one.get(0)).equals(withoutNumbers(other.get(0)))
                && one.subList(1, one.size()).equals(other.subList(1, other.size()));
    }

    private static String withoutNumbers(String label) {
        return label.replaceAll("\\d+", "");
    }
}
