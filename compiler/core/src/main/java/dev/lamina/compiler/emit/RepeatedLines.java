package dev.lamina.compiler.emit;

import java.util.ArrayList;
import java.util.List;

/** Shortens the table of a class's layers where a few lines repeat many times, as those of a repeated body do. */
final class RepeatedLines {
    /** Fewer repetitions are written out. */
    private static final int FEWEST = 4;

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
            int body = body(lines, at);
            int times = times(lines, at, body);
            all.addAll(lines.subList(at, at + body));
            if (times >= FEWEST) {
                String last = lines.get(at + body * times - 1).get(0);
                all.add(List.of("... the same " + (times - 1) + " times more, to " + last));
                at += body * times;
            } else {
                at += body;
            }
        }
        return all;
    }

    /** How many of the next lines to take as one body: those whose repetitions cover most; 1 if none repeat often enough. */
    private static int body(List<List<String>> lines, int at) {
        int best = 1;
        int covered = 0;
        for (int size = 1; size <= MOST_LINES && at + size <= lines.size(); size++) {
            int times = times(lines, at, size);
            if (times >= FEWEST && times * size > covered) {
                best = size;
                covered = times * size;
            }
        }
        return best;
    }

    private static int times(List<List<String>> lines, int at, int size) {
        int end = at + size;
        while (end < lines.size() && alike(lines.get(end), lines.get(end - size))) {
            end++;
        }
        return (end - at) / size;
    }

    private static boolean alike(List<String> one, List<String> other) {
        return withoutNumbers(one.get(0)).equals(withoutNumbers(other.get(0)))
                && one.subList(1, one.size()).equals(other.subList(1, other.size()));
    }

    private static String withoutNumbers(String label) {
        return label.replaceAll("\\d+", "");
    }
}
