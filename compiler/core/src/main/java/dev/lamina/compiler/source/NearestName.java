package dev.lamina.compiler.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that is most similar to an unknown one, by edit distance. */
public final class NearestName {
    private NearestName() {}

    /** The candidate with the smallest distance, the alphabetically first of several; empty if no candidate is similar. */
    public static Optional<String> of(String written, Collection<String> candidates) {
        String lower = written.toLowerCase(Locale.ROOT);
        int most = Math.max(1, written.length() / 3);
        return candidates.stream()
                .filter(candidate -> Math.abs(candidate.length() - lower.length()) <= most)
                .filter(candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT)) <= most)
                .filter(candidate -> sharesALetter(lower, candidate.toLowerCase(Locale.ROOT)))
                .min(Comparator.comparingInt((String candidate) -> distance(lower, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Names of one letter are one change apart from each other, and not similar. */
    private static boolean sharesALetter(String written, String candidate) {
        return written.equals(candidate) || written.chars().anyMatch(letter -> candidate.indexOf(letter) >= 0);
    }

    /**
     * The name of a function that {@code written} is a slip of the finger for. The first letters are the same, or swapped: a name that
     * begins otherwise is the name of another function, as {@code unflatten} is not {@code flatten}.
     */
    public static Optional<String> slip(String written, Collection<String> candidates) {
        return of(
                written,
                candidates.stream()
                        .filter(candidate ->
                                begins(written.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT)))
                        .toList());
    }

    private static boolean begins(String written, String candidate) {
        if (written.isEmpty() || candidate.isEmpty()) {
            return false;
        }
        boolean swapped = written.length() > 1
                && candidate.length() > 1
                && written.charAt(0) == candidate.charAt(1)
                && written.charAt(1) == candidate.charAt(0);
        return swapped || written.charAt(0) == candidate.charAt(0);
    }

    /** The number of insertions, deletions, replacements and swaps of neighbours that turn one name into the other. */
    static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                cost[i][j] = i == 0 ? j : j == 0 ? i : cheapest(cost, from, to, i, j);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int cheapest(int[][] cost, String from, String to, int i, int j) {
        int replace = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int best = Math.min(cost[i - 1][j - 1] + replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
