package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShardOrderTest {

    @ParameterizedTest
    @CsvSource({"16, 8, 8", "17, 8, 16", "1438, 8, 32", "1441, 8, 32", "7, 7, 7", "100, 3, 6", "5, 1, 2"})
    void anEpochHasEachSampleOnceAndEachStepItsShards(int samples, int shards, int batch) {
        ShardOrder order = new ShardOrder(samples, shards, batch, 7);
        int[] all = order.all(2);
        assertArrayEquals(
                IntStream.range(0, samples).toArray(),
                Arrays.stream(all).sorted().toArray());
        int at = 0;
        for (int step = 0; step < order.steps(); step++) {
            assertEquals((long) step * batch, at, "all steps before the last one are whole");
            for (int shard = 0; shard < shards; shard++) {
                for (int i = 0; i < order.size(step, shard); i++) {
                    assertEquals(shard, all[at++] % shards);
                }
            }
        }
        assertEquals(samples, at);
    }

    @Test
    void oneShardHasTheOrderOfAPlainTraining() {
        assertArrayEquals(CounterRandom.permutation(100, 3, 5), new ShardOrder(100, 1, 32, 3).all(5));
    }

    @Test
    void shardsAndEpochsHaveOrdersOfTheirOwn() {
        ShardOrder order = new ShardOrder(200, 2, 20, 3);
        assertFalse(Arrays.equals(order.of(0, 1), order.of(1, 1)));
        assertFalse(Arrays.equals(order.of(1, 1), order.of(1, 2)));
    }

    @Test
    void whatCannotBeDividedIsRefusedWithTheWayOut() {
        assertRefused(
                "a batch of 30 samples cannot be divided into 8 shards of one size: take a multiple of 8", 100, 8, 30);
        assertRefused(
                "there are 5 samples for 8 shards, so a shard would be empty: take fewer shards, or more samples",
                5,
                8,
                8);
    }

    private static void assertRefused(String message, int samples, int shards, int batch) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> new ShardOrder(samples, shards, batch, 0))
                        .getMessage());
    }
}
