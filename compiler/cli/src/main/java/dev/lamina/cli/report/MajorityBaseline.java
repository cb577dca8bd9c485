package dev.lamina.cli.report;

import dev.lamina.cli.console.Text;
import dev.lamina.cli.train.Score;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a program would reach that gives every sample the label of the largest class: the accuracy that a network must exceed to have
 * learnt anything.
 *
 * @param share the share of the largest class in the samples
 * @param single whether the network gives every sample the same class
 */
record MajorityBaseline(double share, double accuracy, boolean single) {
    /** Of fewer samples nothing is concluded from one class alone. */
    private static final int ENOUGH = 20;

    /** Of a network's score; empty without classes, or if there is one class only. */
    static Optional<MajorityBaseline> of(Score score) {
        List<Long> counts = score.confusion().stream()
                .map(row -> row.stream().mapToLong(Integer::longValue).sum())
                .toList();
        long all = counts.stream().mapToLong(Long::longValue).sum();
        long largest = counts.stream().mapToLong(Long::longValue).max().orElse(0);
        return counts.size() < 2 || all == 0
                ? Optional.empty()
                : Optional.of(new MajorityBaseline((double) largest / all, score.accuracy(), single(score)));
    }

    private static boolean single(Score score) {
        int classes = score.confusion().size();
        long predicted = IntStream.range(0, classes)
                .filter(of -> score.confusion().stream().anyMatch(row -> row.get(of) > 0))
                .count();
        return predicted == 1 && score.decisions() >= ENOUGH;
    }

    /** The line beside the accuracy. */
    String text() {
        return "baseline: " + Text.percent(share) + ", the share of the largest class";
    }

    /** A warning if the network is worse; else empty. */
    Optional<String> warning() {
        if (single && share < 1) {
            return Optional.of(
                    "the network gives all held-out samples the same class; more epochs, another rate or scaled"
                            + " inputs (--standardise) may help, and where some classes are rare a loss with"
                            + " weights = balanced (positive_weight = balanced of binary_cross_entropy)");
        }
        return accuracy < share
                ? Optional.of("the network is right less often than a program that always gives the largest class;"
                        + " more epochs, another rate or scaled inputs (--standardise) may help")
                : Optional.empty();
    }
}
