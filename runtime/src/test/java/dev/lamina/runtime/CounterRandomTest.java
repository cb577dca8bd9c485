package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That {@link CounterRandom} is stable and looks random along each of its four coordinates. */
class CounterRandomTest {
    private static final int SAMPLES = 1 << 16;

    /** Consecutive numbers along one coordinate, in 32 bits. */
    static Stream<Named<LongUnaryOperator>> walks() {
        return Stream.of(
                Named.of("seeds", i -> CounterRandom.bits(i, 5, 3, 9)),
                Named.of("steps", i -> CounterRandom.bits(42, i, 3, 9)),
                Named.of("streams", i -> CounterRandom.bits(42, 5, (int) i, 9)),
                Named.of("elements", i -> CounterRandom.bits(42, 5, 3, i)),
                Named.of("elements of large numbers", i -> CounterRandom.bits(42, 5, 3, (1L << 40) + i)));
    }

    @Test
    void theNumbersNeverChange() {
        int[] numbers = {
            CounterRandom.bits(0, 0, 0, 0),
            CounterRandom.bits(7, 1, 2, 3),
            CounterRandom.bits(-1, Long.MAX_VALUE, -5, Long.MIN_VALUE)
        };
        assertArrayEquals(new int[] {680546416, 1383780423, 867173268}, numbers);
        assertEquals(0.32218647f, CounterRandom.uniform(7, 1, 2, 3));
        assertArrayEquals(new int[] {1, 3, 7, 2, 5, 0, 6, 4}, CounterRandom.permutation(8, 7, 1));
    }

    @Test
    void aKeyIsAllButTheElement() {
        assertEquals(CounterRandom.bits(7, 1, 2, 3), CounterRandom.bits(CounterRandom.key(7, 1, 2), 3));
        assertEquals(CounterRandom.uniform(7, 1, 2, 3), CounterRandom.uniform(CounterRandom.key(7, 1, 2), 3));
    }

    @ParameterizedTest
    @MethodSource("walks")
    void everyBitIsSetHalfOfTheTime(LongUnaryOperator walk) {
        for (int bit = 0; bit < 32; bit++) {
            int ones = 0;
            for (int i = 0; i < SAMPLES; i++) {
                ones += (int) (walk.applyAsLong(i) >>> bit & 1);
            }
            assertNear(SAMPLES / 2.0, Math.sqrt(SAMPLES) / 2, ones, "ones of bit " + bit);
        }
    }

    @ParameterizedTest
    @MethodSource("walks")
    void neighboursDifferInHalfOfTheirBits(LongUnaryOperator walk) {
        long flips = 0;
        for (int i = 0; i < SAMPLES; i++) {
            flips += Integer.bitCount((int) walk.applyAsLong(i) ^ (int) walk.applyAsLong(i + 1));
        }
        assertNear(16.0 * SAMPLES, Math.sqrt(8.0 * SAMPLES), (double) flips, "flips");
    }

    @ParameterizedTest
    @MethodSource("walks")
    void pairsOfNeighboursFillTheSquare(LongUnaryOperator walk) {
        int[] counts = new int[256];
        for (int i = 0; i < SAMPLES; i++) {
            long x = walk.applyAsLong(2L * i) >>> 28 & 15;
            long y = walk.applyAsLong(2L * i + 1) >>> 28 & 15;
            counts[(int) (16 * x + y)]++;
        }
        double expected = SAMPLES / 256.0;
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
        assertNear(255, Math.sqrt(2 * 255), chiSquare, "chi-square of 255 degrees of freedom");
    }

    @Test
    void streamsDoNotShareNumbers() {
        Set<Integer> seen = new HashSet<>();
        int repeated = 0;
        for (int stream = 0; stream < 100; stream++) {
            for (int element = 0; element < 100; element++) {
                repeated += seen.add(CounterRandom.bits(1, 1, stream, element)) ? 0 : 1;
            }
        }
        assertTrue(repeated <= 1, "10,000 of 2^32 numbers have 0.01 repetitions on average, not " + repeated);
    }

    @Test
    void uniformNumbersAreAtLeastZeroAndLessThanOne() {
        double sum = 0;
        for (int i = 0; i < SAMPLES; i++) {
            float number = CounterRandom.uniform(3, 4, 5, i);
            assertTrue(number >= 0 && number < 1, () -> "got " + number);
            assertEquals(number, ((int) (number * 0x1p24f)) * 0x1p-24f);
            sum += number;
        }
        assertNear(SAMPLES / 2.0, Math.sqrt(SAMPLES / 12.0), sum, "sum");
    }

    @Test
    void normalNumbersHaveMeanZeroAndDeviationOne() {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < SAMPLES; i++) {
            double number = CounterRandom.normal(11, i);
            sum += number;
            squares += number * number;
        }
        assertNear(0, Math.sqrt(SAMPLES), sum, "sum");
        assertNear(SAMPLES, Math.sqrt(2.0 * SAMPLES), squares, "sum of squares");
    }

    @Test
    void aShuffleKeepsEveryElement() {
        int[] order = {30, 10, 10, 20, 50};
        CounterRandom.shuffle(order, 1, 1);
        Arrays.sort(order);
        assertArrayEquals(new int[] {10, 10, 20, 30, 50}, order);
    }

    @Test
    void aPermutationDependsOnSeedAndEpochAlone() {
        assertArrayEquals(CounterRandom.permutation(100, 1, 2), CounterRandom.permutation(100, 1, 2));
        assertFalse(Arrays.equals(CounterRandom.permutation(100, 1, 2), CounterRandom.permutation(100, 1, 3)));
        assertFalse(Arrays.equals(CounterRandom.permutation(100, 1, 2), CounterRandom.permutation(100, 2, 2)));
        assertArrayEquals(new int[0], CounterRandom.permutation(0, 1, 1));
    }

    @Test
    void everyPermutationIsAsLikely() {
        int[] counts = new int[24];
        int rounds = 24_000;
        for (int epoch = 0; epoch < rounds; epoch++) {
            int[] order = CounterRandom.permutation(4, 99, epoch);
            int rank = 0;
            for (int i = 0; i < 4; i++) {
                int smaller = 0;
                for (int j = i + 1; j < 4; j++) {
                    smaller += order[j] < order[i] ? 1 : 0;
                }
                rank = rank * (4 - i) + smaller;
            }
            counts[rank]++;
        }
        for (int count : counts) {
            assertNear(rounds / 24.0, Math.sqrt(rounds / 24.0), count, "of one permutation");
        }
    }

    /** Within five deviations, which chance exceeds once in two million times; the numbers being fixed, never again. */
    private static void assertNear(double expected, double deviation, double actual, String what) {
        assertTrue(Math.abs(actual - expected) <= 5 * deviation, () -> what + ": " + actual + ", not " + expected);
    }
}
