package dev.lamina.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.cli.train.NumberFigures;
import dev.lamina.cli.train.Score;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A regression that a program beats which always gives the mean. */
class MeanBaselineTest {
    /** @param determinations R^2 of each number of the target; null where it has none */
    private static Optional<String> warning(int samples, @Nullable Double... determinations) {
        List<NumberFigures> numbers = Arrays.stream(determinations)
                .map(each -> new NumberFigures(1, 1, each))
                .toList();
        return MeanBaseline.warning(new Score(samples, samples, 1, 0, 0, 0, List.of(), List.of(), numbers, List.of()));
    }

    @Test
    void aNetworkIsWarnedOfIfTheMeanIsNearerToEachOfItsNumbers() {
        assertTrue(warning(100, -0.1).isPresent());
        assertTrue(warning(100, -0.1, -7.0).isPresent());
        assertEquals(Optional.empty(), warning(100, 0.0));
        assertEquals(Optional.empty(), warning(100, -0.1, 0.4));
    }

    @Test
    void nothingIsSaidWithoutNumbersOrOfFew() {
        assertEquals(Optional.empty(), warning(100));
        assertEquals(Optional.empty(), warning(19, -0.1));
        assertEquals(Optional.empty(), warning(100, -0.1, null));
    }
}
