package dev.lamina.cli.report;

import dev.lamina.cli.console.Text;
import dev.lamina.cli.train.Score;
import java.util.List;
import java.util.Optional;

/**
 * What a program would reach that gives every sample the label of the largest class: the accuracy that a network must exceed to have
 * learnt anything.
 *
 * @param share the share of the largest class in the samples
 */
record MajorityBaseline(double share, double accuracy) {
    /** Of a network's score; empty without classes, or if there is one class only. */
    static Optional<MajorityBaseline> of(Score score) {
        List<Long> counts = score.confusion().stream()
                .map(row -> row.stream().mapToLong(Integer::longValue).sum())
                .toList();
        long all = counts.stream().mapToLong(Long::longValue).sum();
        long largest = counts.stream().mapToLong(Long::longValue).max().orElse(0);
        return counts.size() < 2 || all == 0
                ? Optional.empty()
                : Optional.of(new MajorityBaseline((double) largest / all, score.accuracy()));
    }

    /** The line beside the accuracy. */
    String text() {
        return "baseline: " + Text.percent(share) + ", the share of the largest class";
    }

    /** A warning if the network is worse; else empty. */
    Optional<String> warning() {
        return accuracy < share
                ? Optional.of("the network is right less often than a program that always gives the largest class;"
                        + " more epochs, another rate or scaled inputs (--standardise) may help")
                : Optional.empty();
    }
}
