package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of a network: how they share a call, fail, park and end. */
@Timeout(120)
class TeamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Counts the parts that have passed each of some barriers, and may fail in one part. */
    private static final class Barriers extends GeneratedNetwork {
        private static final int COUNT = 100;
        private final int[][] seen = new int[8][COUNT];
        private final int[] passed = new int[8];
        private int failing = -1;
        private RuntimeException failure = new IllegalStateException("a part failed");

        @SuppressWarnings("NullAway") // for predicting only
        Barriers(String model) {
            super(
                    new Facts(model, 0, 1, 1, 0, false),
                    new Parameters(model, 0, Architecture.of(1, 1, 1, 1)),
                    null,
                    64,
                    0);
        }

        void call(int batch) {
            begin();
            try {
                run(PREDICT, batch, 1, 0);
            } finally {
                end();
            }
        }

        @Override
        protected void predictPart(Part part) {
            int number = part.first(part.isFirst() ? 1 : 8); // some number of this part
            for (int i = 0; i < COUNT; i++) {
                part.await();
                if (number == failing || failing >= 0 && part.isFirst() && failing == 0) {
                    throw failure;
                }
                passed[number]++;
                part.await();
                for (int each : passed) {
                    seen[number][i] += each;
                }
            }
        }
    }

    private static Barriers network(String model, int threads) {
        Barriers network = new Barriers(model);
        network.threads(threads);
        network.shareEveryCall();
        return network;
    }

    private static List<Thread> threads(String model) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lamina-" + model + "-"))
                .toList();
    }

    private static void assertComes(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void noPartPassesABarrierBeforeAllHaveComeToIt() {
        Barriers network = network("Meets", 3);
        for (int call = 0; call < 20; call++) {
            network.call(3);
        }
        for (int i = 0; i < Barriers.COUNT; i++) {
            int expected = network.seen[0][i];
            assertEquals(expected, network.seen[2][i], "barrier " + i);
        }
        network.threads(1);
    }

    @SuppressWarnings("NullAway") // a part that waits for no other needs no team
    private static Part part(int number, int parts, int samples) {
        Part part = Part.of(null, 0);
        part.set(number, parts, samples);
        return part;
    }

    @Test
    void partsAreAllOfACallAndDoNotOverlap() {
        for (int parts = 1; parts <= 7; parts++) {
            for (int extent = 1; extent <= 40; extent++) {
                for (int size = 1; size <= 16; size += 5) {
                    int[] covered = new int[extent];
                    for (int number = 0; number < parts; number++) {
                        Part part = part(number, parts, extent);
                        for (int i = part.first(extent, size); i < part.end(extent, size); i++) {
                            covered[i]++;
                        }
                        assertTrue(part.first(extent, size) % size == 0 || part.first(extent, size) == extent);
                    }
                    int[] once = new int[extent];
                    Arrays.fill(once, 1);
                    assertArrayEquals(once, covered, parts + " parts of " + extent + " in blocks of " + size);
                }
            }
        }
    }

    @Test
    void sectionsOfAnAxisAreSharedBlockByBlock() {
        for (int parts = 1; parts <= 4; parts++) {
            int[] covered = new int[5];
            for (int number = 0; number < parts; number++) {
                Part part = part(number, parts, 1);
                for (int i = part.first(5, 2, 0, 4); i < part.end(5, 2, 0, 4); i += 2) {
                    covered[i]++;
                    covered[i + 1]++;
                }
                for (int i = part.first(5, 1, 4, 5); i < part.end(5, 1, 4, 5); i++) {
                    covered[i]++;
                }
            }
            assertArrayEquals(new int[] {1, 1, 1, 1, 1}, covered, parts + " parts");
        }
    }

    @Test
    void anExceptionInAnyPartReachesTheCallerAndTheNetworkStaysUsable() {
        Barriers network = network("Fails", 3);
        for (int failing : new int[] {0, 2, 5}) {
            network.failing = failing;
            assertSame(network.failure, assertThrows(IllegalStateException.class, () -> network.call(3)));
            network.failing = -1;
            network.call(3);
        }
        network.threads(1);
    }

    @Test
    void anInterruptIsNeitherLostNorEndsACall() {
        Barriers network = network("Interrupted", 2);
        Thread.currentThread().interrupt();
        network.call(2);
        assertTrue(Thread.interrupted());
        threads("Interrupted").forEach(Thread::interrupt);
        network.call(2);
        network.threads(1);
    }

    @Test
    void threadsAreDaemonsAndEndWhenOneIsEnough() throws InterruptedException {
        Barriers network = network("Ends", 4);
        assertEquals(4, network.threads());
        assertEquals(3, threads("Ends").size());
        assertTrue(threads("Ends").stream().allMatch(Thread::isDaemon));
        network.threads(2);
        assertComes("one thread beside the caller", () -> threads("Ends").size() == 1);
        network.threads(1);
        assertComes("no thread beside the caller", () -> threads("Ends").isEmpty());
        network.call(1);
    }

    @Test
    void threadsEndWhenTheNetworkIsUnreachable() throws InterruptedException {
        network("Lost", 3).call(2);
        assertFalse(threads("Lost").isEmpty());
        assertComes("no thread of a network that is lost", () -> {
            System.gc();
            return threads("Lost").isEmpty();
        });
    }

    /** A server ends a program and starts it again, while what the program has made lives on. */
    @Test
    void threadsDoNotKeepTheClassLoaderOfTheirCaller() throws InterruptedException {
        Barriers network = new Barriers("Loads");
        Thread here = Thread.currentThread();
        ClassLoader before = here.getContextClassLoader();
        here.setContextClassLoader(new ClassLoader(before) {});
        WeakReference<ClassLoader> ended = new WeakReference<>(here.getContextClassLoader());
        network.threads(3);
        try (ShardThreads shards = new ShardThreads(3)) {
            here.setContextClassLoader(before);
            assertComes("no thread has the class loader", () -> {
                System.gc();
                return ended.get() == null;
            });
            assertEquals(2, threads("Loads").size());
            shards.run(3, (thread, item) -> {});
        }
        network.threads(1);
    }

    @Test
    void threadsWithoutWorkTakeNoTime() throws InterruptedException {
        Barriers network = network("Idle", 2);
        network.call(2);
        Thread worker = threads("Idle").get(0);
        assertComes("parked", () -> worker.getState() == Thread.State.TIMED_WAITING);
        java.lang.management.ThreadMXBean times = ManagementFactory.getThreadMXBean();
        long before = times.getThreadCpuTime(worker.getId());
        TimeUnit.SECONDS.sleep(2);
        long spent = times.getThreadCpuTime(worker.getId()) - before;
        assertTrue(spent < 100_000_000, spent + " ns in 2 s"); // it takes about 100,000
        network.threads(1);
    }

    @Test
    void callsAllocateNothingInAnyThread() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Barriers network = network("Allocates", 2);
        for (int i = 0; i < 50; i++) {
            network.call(2);
        }
        long worker = threads("Allocates").get(0).getId();
        long caller = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int trial = 0; trial < 200 && least > 0; trial++) {
            long before = bean.getThreadAllocatedBytes(worker) + bean.getThreadAllocatedBytes(caller);
            network.call(2);
            least = Math.min(
                    least, bean.getThreadAllocatedBytes(worker) + bean.getThreadAllocatedBytes(caller) - before);
        }
        assertEquals(0, least);
        network.threads(1);
    }

    @Test
    void fewerThreadsThanOneAreRefused() {
        Barriers network = new Barriers("None");
        Exception e = assertThrows(IllegalArgumentException.class, () -> network.threads(0));
        assertEquals("a network has at least 1 thread, not 0", e.getMessage());
    }

    @Test
    void threadsThatHaveStartedAreStoppedWhereTheSystemGivesNoMore() {
        List<String> seen = new ArrayList<>();
        OutOfMemoryError none = new OutOfMemoryError("unable to create native thread");
        Thread[] threads = {
            new Thread() {
                @Override
                public synchronized void start() {
                    seen.add("first starts");
                }
            },
            new Thread() {
                @Override
                public synchronized void start() {
                    throw none;
                }
            }
        };
        assertSame(
                none,
                assertThrows(OutOfMemoryError.class, () -> Team.start(threads, () -> seen.add("all are stopped"))));
        assertEquals(List.of("first starts", "all are stopped"), seen);
    }
}
