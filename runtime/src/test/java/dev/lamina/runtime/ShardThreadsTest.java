package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

final class ShardThreadsTest {

    @Test
    void eachItemIsComputedOnce() {
        for (int threads = 1; threads <= 4; threads++) {
            try (ShardThreads team = new ShardThreads(threads)) {
                for (int round = 0; round < 2_000; round++) {
                    int items = 1 + round % 13;
                    AtomicIntegerArray counts = new AtomicIntegerArray(items);
                    team.run(items, (thread, item) -> counts.incrementAndGet(item));
                    for (int item = 0; item < items; item++) {
                        assertEquals(1, counts.get(item), "item " + item + " of " + items);
                    }
                }
            }
        }
    }

    /** The items wait for each other, so a thread that stays away would be missed. */
    @Test
    void threadsThatHaveParkedComeToTheNextRound() throws InterruptedException {
        try (ShardThreads team = new ShardThreads(3)) {
            for (int round = 0; round < 5; round++) {
                Thread.sleep(5);
                CyclicBarrier barrier = new CyclicBarrier(3);
                Set<Integer> computing = ConcurrentHashMap.newKeySet();
                team.run(3, (thread, item) -> {
                    computing.add(thread);
                    await(barrier);
                });
                assertEquals(Set.of(0, 1, 2), computing);
            }
        }
    }

    @Test
    void whatAThreadWroteIsReadByTheOthersInTheNextRound() {
        try (ShardThreads team = new ShardThreads(2)) {
            int[] numbers = new int[64];
            for (int round = 1; round <= 5_000; round++) {
                int[] before = numbers;
                int[] after = new int[64];
                team.run(64, (thread, item) -> after[item] = before[63 - item] + 1);
                numbers = after;
            }
            assertTrue(Arrays.stream(numbers).allMatch(number -> number == 5_000), () -> "a number is not 5000");
        }
    }

    @Test
    void anExceptionOfAnyItemReachesTheCallerAndTheThreadsStayUsable() {
        try (ShardThreads team = new ShardThreads(2)) {
            for (int wrong = 0; wrong < 8; wrong++) {
                int item = wrong;
                IllegalStateException thrown = new IllegalStateException("item " + wrong);
                assertSame(
                        thrown,
                        assertThrows(
                                IllegalStateException.class,
                                () -> team.run(8, (thread, each) -> {
                                    if (each == item) {
                                        throw thrown;
                                    }
                                })));
                AtomicIntegerArray counts = new AtomicIntegerArray(1);
                team.run(8, (thread, each) -> counts.incrementAndGet(0));
                assertEquals(8, counts.get(0));
            }
        }
    }

    @Test
    void anInterruptIsNeitherLostNorEndsARound() {
        try (ShardThreads team = new ShardThreads(2)) {
            Thread.currentThread().interrupt();
            AtomicIntegerArray counts = new AtomicIntegerArray(1);
            team.run(50, (thread, each) -> counts.incrementAndGet(0));
            assertTrue(Thread.interrupted(), "the interrupt is lost");
            assertEquals(50, counts.get(0));
        }
    }

    @Test
    void threadsAreDaemonsAndEndWhenTheyAreClosed() throws InterruptedException {
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        try (ShardThreads team = new ShardThreads(3)) {
            CyclicBarrier barrier = new CyclicBarrier(3);
            team.run(3, (thread, item) -> {
                if (thread > 0) {
                    workers.add(Thread.currentThread());
                }
                await(barrier);
            });
        }
        assertEquals(2, workers.size());
        for (Thread worker : workers) {
            assertTrue(worker.isDaemon(), worker::getName);
            worker.join(10_000);
            assertFalse(worker.isAlive(), worker::getName);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("not all threads have come", e);
        }
    }
}
