package dev.lamina.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.cli.train.Score;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The accuracy of a program that always gives the largest class. */
class MajorityBaselineTest {
    private static Score score(List<List<Integer>> confusion) {
        int samples = 0;
        int correct = 0;
        for (int label = 0; label < confusion.size(); label++) {
            samples += confusion.get(label).stream().mapToInt(Integer::intValue).sum();
            correct += confusion.get(label).get(label);
        }
        return new Score(samples, samples, 1, 0, correct, samples, List.of(), confusion, List.of(), List.of());
    }

    @Test
    void isTheShareOfTheLargestClass() {
        MajorityBaseline baseline = MajorityBaseline.of(score(List.of(List.of(2, 1), List.of(3, 4))))
                .orElseThrow();
        assertEquals("baseline: 70.00 %, the share of the largest class", baseline.text());
    }

    @Test
    void aNetworkIsWarnedOfOnlyBelowIt() {
        assertTrue(MajorityBaseline.of(score(List.of(List.of(2, 1), List.of(3, 4))))
                .flatMap(MajorityBaseline::warning)
                .isPresent());
        assertEquals(
                Optional.empty(),
                MajorityBaseline.of(score(List.of(List.of(0, 3), List.of(0, 7))))
                        .flatMap(MajorityBaseline::warning));
    }

    @Test
    void thereIsNoneWithoutClasses() {
        assertEquals(Optional.empty(), MajorityBaseline.of(score(List.of())));
        assertEquals(Optional.empty(), MajorityBaseline.of(score(List.of(List.of(5)))));
    }
}
