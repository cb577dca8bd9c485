package dev.lamina.cli.report;

import dev.lamina.cli.train.NumberFigures;
import dev.lamina.cli.train.Score;
import java.util.List;
import java.util.Optional;

/** What a program would reach that always gives the mean of the target: R^2 is 0 then, so a network below it has learnt nothing. */
public final class MeanBaseline {
    /** The mean of fewer samples tells little. */
    private static final int ENOUGH = 20;

    private MeanBaseline() {}

    /** A warning if each number of a target is predicted worse than that; else empty. */
    public static Optional<String> warning(Score score) {
        List<NumberFigures> numbers = score.numbers();
        boolean worse = !numbers.isEmpty()
                && score.rows() >= ENOUGH
                && numbers.stream().allMatch(each -> each.determination() != null && each.determination() < 0);
        return worse
                ? Optional.of(
                        "the network is further from the held-out numbers than a program that always gives their mean"
                                + " (R^2 below 0); more epochs, another rate or scaled numbers (--standardise) may help")
                : Optional.empty();
    }
}
