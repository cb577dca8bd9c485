package dev.lamina.examples.benchmarks;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the words on the command line ask a comparison for, in any order: models or rows ({@code lenet}, {@code lenet-predict-1}; all if none
 * is given), works ({@code predict}, {@code train}), targets ({@code vector}, {@code scalar}), numbers of threads ({@code 1}, {@code 2}),
 * {@code quick}, {@code outputs}. {@code compare} and {@code all} mean nothing more.
 */
record ComparisonWords(List<String> words) {

    private static final List<String> OTHERS =
            List.of("compare", "all", "quick", "outputs", "vector", "scalar", "1", "2", "predict", "train");

    List<Row> rows() {
        boolean everyModel = Arrays.stream(Row.values()).noneMatch(this::named);
        boolean everyWork = !words.contains("predict") && !words.contains("train");
        return Arrays.stream(Row.values())
                .filter(row -> everyModel || named(row))
                .filter(row -> everyWork || words.contains(row.work() == Row.Work.PREDICT ? "predict" : "train"))
                .toList();
    }

    private boolean named(Row row) {
        return words.contains(row.model()) || words.contains(word(row));
    }

    private static String word(Row row) {
        return row.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    int[] threads() {
        boolean both = words.contains("1") == words.contains("2");
        return both ? new int[] {1, 2} : new int[] {words.contains("1") ? 1 : 2};
    }

    List<Contender> contenders() {
        return Contender.of(words);
    }

    boolean isQuick() {
        return words.contains("quick");
    }

    /** Whether outputs are compared and nothing is measured. */
    boolean isOutputsOnly() {
        return words.contains("outputs");
    }

    /** The words that mean nothing. */
    Set<String> unknown() {
        Set<String> unknown = new HashSet<>(words);
        OTHERS.forEach(unknown::remove);
        for (Row row : Row.values()) {
            unknown.remove(row.model());
            unknown.remove(word(row));
        }
        return unknown;
    }
}
