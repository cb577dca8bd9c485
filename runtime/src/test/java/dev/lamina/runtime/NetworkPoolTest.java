package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Networks lent to threads, and parameters replaced under way. */
@Timeout(60)
class NetworkPoolTest {
    private static final int FLOATS = 64;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Adds all its parameters to its input, step by step through its workspace, so that two threads in it get in each other's way. */
    private static final class Adder implements Predictor {
        private static final AtomicInteger MADE = new AtomicInteger();

        private final Parameters parameters;
        private final float[] workspace = new float[1];

        Adder(Parameters parameters, int capacity) {
            this.parameters = parameters;
            assertEquals(3, capacity);
            MADE.incrementAndGet();
        }

        @Override
        public void predict(float[] input, int batch, float[] output) {
            workspace[0] = input[0];
            for (float value : parameters.values()) {
                workspace[0] += value;
            }
            output[0] = workspace[0];
        }

        @Override
        public Parameters parameters() {
            return parameters;
        }

        @Override
        public int capacity() {
            return 3;
        }

        @Override
        public int inputSize() {
            return 1;
        }

        @Override
        public int outputSize() {
            return 1;
        }
    }

    /** Parameters of one value, for which the adder gives 64 times as much. */
    private static Parameters parameters(int value) {
        Parameters parameters = new Parameters(
                "Adder",
                FLOATS,
                TensorView.dense("fc1.weight", new int[] {8, 8}, 0).initialized(Initializer.constant(value)));
        parameters.initialize(0);
        return parameters;
    }

    private static NetworkPool<Adder> pool(int size) {
        return new NetworkPool<>(parameters(1), 3, size, Adder::new);
    }

    private static float predict(Predictor network) {
        float[] output = new float[1];
        network.predict(new float[] {5}, 1, output);
        return output[0];
    }

    @Test
    void aFactoryThatMakesNetworksOfOtherParametersIsRefused() {
        Parameters other = parameters(2);
        NetworkPool<Adder> pool =
                new NetworkPool<>(parameters(1), 3, 1, (parameters, capacity) -> new Adder(other, capacity));
        Exception e = assertThrows(IllegalStateException.class, pool::borrow);
        assertTrue(String.valueOf(e.getMessage()).startsWith("the factory of this pool"), e::toString);
    }

    @Test
    void weightsOfColumnsInAnotherOrderAreNotSwappedIn() {
        NetworkPool<Adder> pool = pool(1);
        Parameters next = parameters(2);
        pool.parameters().preprocessing(Preprocessing.NONE.withColumns(List.of("a", "b"), List.of()));
        next.preprocessing(Preprocessing.NONE.withColumns(List.of("b", "a"), List.of()));
        Exception e = assertThrows(IllegalArgumentException.class, () -> pool.swap(next));
        assertEquals(
                "these parameters of Adder were trained on the columns b, a, but those before on a, b: callers would hand"
                        + " in numbers that mean something else",
                e.getMessage());
        assertEquals(1, pool.version());
    }

    @Test
    void namesOfColumnsInTheRefusalHaveNoControlCharacters() {
        NetworkPool<Adder> pool = pool(1);
        Parameters next = parameters(2);
        pool.parameters().preprocessing(Preprocessing.NONE.withColumns(List.of("a"), List.of()));
        next.preprocessing(Preprocessing.NONE.withColumns(List.of("\u001b[2J\nb"), List.of()));
        Exception e = assertThrows(IllegalArgumentException.class, () -> pool.swap(next));
        assertTrue(String.valueOf(e.getMessage()).contains("on the columns \\u001b[2J\\u000ab, but"), e::toString);
    }

    @Test
    void otherLayersAreNamedWhenASwapIsRefused() {
        TensorView view = TensorView.dense("fc1.weight", new int[] {8, 8}, 0);
        Parameters relu = new Parameters("Adder", FLOATS, Architecture.of(8, 1, 8, 1, "fc1: fc(8)", "r: relu"), view);
        Parameters tanh = new Parameters("Adder", FLOATS, Architecture.of(8, 1, 8, 1, "fc1: fc(8)", "r: tanh"), view);
        NetworkPool<Adder> pool = new NetworkPool<>(relu, 3, 1, Adder::new);
        Exception e = assertThrows(IllegalArgumentException.class, () -> pool.swap(tanh));
        assertTrue(String.valueOf(e.getMessage()).endsWith(": layer 2 is `r: tanh`, not `r: relu`"), e::toString);
    }

    @Test
    void thereIsANetworkForEachProcessor() {
        assertEquals(
                Runtime.getRuntime().availableProcessors(), new NetworkPool<>(parameters(1), 3, Adder::new).size());
    }

    @Test
    void networksAreMadeWhenTheyAreNeededAndLentAgain() throws InterruptedException {
        NetworkPool<Adder> pool = pool(3);
        int before = Adder.MADE.get();
        Adder first = pool.use(network -> network);
        assertSame(first, pool.use(network -> network));
        assertEquals(69, pool.<Float>use(NetworkPoolTest::predict));
        try (NetworkPool.Lease<Adder> one = pool.borrow();
                NetworkPool.Lease<Adder> other = pool.borrow()) {
            assertSame(first, one.network());
            assertNotSame(first, other.network());
        }
        assertEquals(2, Adder.MADE.get() - before);
    }

    @Test
    void whoCannotWaitIsToldAfterTheLimit() throws Exception {
        NetworkPool<Adder> pool = pool(1);
        try (NetworkPool.Lease<Adder> lease = pool.borrow(Duration.ofDays(200_000))) {
            assertEquals(69, predict(lease.network()));
            TimeoutException e = assertThrows(TimeoutException.class, () -> pool.borrow(Duration.ofMillis(5)));
            assertEquals("no network was free within PT0.005S; the pool has 1", e.getMessage());
            assertThrows(TimeoutException.class, () -> pool.borrow(Duration.ZERO));
        }
        pool.borrow(Duration.ZERO).close();
    }

    @Test
    void whoWaitsCanBeInterrupted() throws Exception {
        NetworkPool<Adder> pool = pool(1);
        try (NetworkPool.Lease<Adder> lease = pool.borrow()) {
            Thread waiting = new Thread(() -> assertThrows(InterruptedException.class, pool::borrow));
            waiting.start();
            awaitWaiting(waiting);
            waiting.interrupt();
            waiting.join(60_000);
            assertEquals(69, predict(lease.network()));
        }
        assertEquals(69, pool.<Float>use(NetworkPoolTest::predict));
    }

    @Test
    void whoWaitsLongestIsServedFirst() throws Exception {
        NetworkPool<Adder> pool = pool(1);
        List<Integer> order = new ArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        try (NetworkPool.Lease<Adder> lease = pool.borrow()) {
            assertEquals(1, lease.version());
            for (int i = 0; i < 5; i++) {
                int number = i;
                Thread thread = new Thread(() -> use(pool, network -> order.add(number)));
                thread.start();
                awaitWaiting(thread);
                waiting.add(thread);
            }
        }
        for (Thread thread : waiting) {
            thread.join(60_000);
        }
        assertEquals(List.of(0, 1, 2, 3, 4), order);
    }

    @Test
    void aNetworkWhoseCallFailedIsLentAgain() throws InterruptedException {
        NetworkPool<Adder> pool = pool(1);
        assertThrows(
                IllegalArgumentException.class,
                () -> pool.use(network -> {
                    throw new IllegalArgumentException("too short");
                }));
        assertEquals(69, pool.<Float>use(NetworkPoolTest::predict));
    }

    @Test
    void aFactoryThatFailsLeavesThePoolAsItWas() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        NetworkPool<Adder> pool = new NetworkPool<>(parameters(1), 3, 1, (parameters, capacity) -> {
            if (calls.incrementAndGet() < 3) {
                throw new OutOfMemoryError("no workspace");
            }
            return new Adder(parameters, capacity);
        });
        assertThrows(OutOfMemoryError.class, pool::borrow);
        assertThrows(OutOfMemoryError.class, pool::borrow);
        assertEquals(69, pool.<Float>use(NetworkPoolTest::predict));
    }

    @Test
    void aLeaseThatWasGivenBackIsOfNoUse() throws Exception {
        NetworkPool<Adder> pool = pool(1);
        NetworkPool.Lease<Adder> lease = pool.borrow();
        lease.close();
        lease.close();
        assertThrows(IllegalStateException.class, lease::network);
        assertThrows(IllegalStateException.class, lease::version);
        Future<?> other = threads.submit((Callable<?>) pool::borrow);
        other.get(1, TimeUnit.MINUTES);
        // Else two threads would have the same network from now on.
        assertThrows(IllegalStateException.class, lease::close);
        assertThrows(TimeoutException.class, () -> pool.borrow(Duration.ofMillis(1)));
    }

    @Test
    void aLeaseKeepsItsVersionUntilItIsGivenBack() throws InterruptedException {
        NetworkPool<Adder> pool = pool(2);
        Parameters next = parameters(2);
        try (NetworkPool.Lease<Adder> old = pool.borrow()) {
            assertEquals(2, pool.swap(next));
            assertEquals(2, pool.version());
            assertSame(next, pool.parameters());
            assertEquals(1, old.version());
            assertEquals(69, predict(old.network()));
            try (NetworkPool.Lease<Adder> fresh = pool.borrow()) {
                assertEquals(2, fresh.version());
                assertSame(next, fresh.parameters());
                assertEquals(133, predict(fresh.network()));
            }
        }
        assertEquals(133, pool.<Float>use(NetworkPoolTest::predict));
    }

    @Test
    void networksOfOldVersionsAreDropped() throws Exception {
        NetworkPool<Adder> pool = pool(2);
        List<WeakReference<Adder>> old = new ArrayList<>();
        try (NetworkPool.Lease<Adder> one = pool.borrow()) {
            old.add(new WeakReference<>(one.network()));
            try (NetworkPool.Lease<Adder> idle = pool.borrow()) {
                old.add(new WeakReference<>(idle.network()));
            }
            pool.swap(parameters(2));
        }
        for (WeakReference<Adder> network : old) {
            for (int i = 0; i < 100 && network.get() != null; i++) {
                System.gc();
                Thread.sleep(10);
            }
            assertEquals(null, network.get());
        }
    }

    @Test
    void parametersThatDoNotFitAreRefused() throws InterruptedException {
        NetworkPool<Adder> pool = pool(1);
        TensorView weight = TensorView.dense("fc1.weight", new int[] {8, 8}, 0);
        for (Parameters other : List.of(
                new Parameters("Other", FLOATS, weight),
                new Parameters("Adder", FLOATS + 1, weight),
                new Parameters("Adder", FLOATS, Architecture.of(8, 1, 8, 1, "relu1: relu"), weight),
                new Parameters("Adder", FLOATS, TensorView.dense("fc1.weight", new int[] {4, 16}, 0)),
                new Parameters("Adder", FLOATS))) {
            assertThrows(IllegalArgumentException.class, () -> pool.swap(other));
        }
        IllegalArgumentException same =
                assertThrows(IllegalArgumentException.class, () -> pool.swap(pool.parameters()));
        assertEquals(
                "these are the parameters that networks read now: read the next weights into others, from newParameters",
                same.getMessage());
        assertEquals(1, pool.version());
        assertEquals(69, pool.<Float>use(NetworkPoolTest::predict));
    }

    @Test
    void aClosedPoolLendsNothing() throws Exception {
        NetworkPool<Adder> pool = pool(1);
        NetworkPool.Lease<Adder> lease = pool.borrow();
        Future<?> waiting = threads.submit((Callable<?>) pool::borrow);
        Future<?> later = threads.submit(() -> pool.borrow(Duration.ofHours(1)));
        pool.close();
        pool.close();
        for (Future<?> each : List.of(waiting, later)) {
            ExecutionException e = assertThrows(ExecutionException.class, each::get);
            assertEquals("java.lang.IllegalStateException: the pool of Adder is closed", e.getMessage());
        }
        assertEquals(69, predict(lease.network()));
        lease.close();
        assertThrows(IllegalStateException.class, pool::borrow);
        assertThrows(IllegalStateException.class, () -> pool.swap(parameters(2)));
    }

    @Test
    void borrowingAFreeNetworkAllocatesNothing() throws InterruptedException {
        NetworkPool<Adder> pool = pool(2);
        var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long me = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) { // the first ones load classes
            long before = bean.getThreadAllocatedBytes(me);
            for (int i = 0; i < 1000; i++) {
                pool.borrow().close();
            }
            least = Math.min(least, bean.getThreadAllocatedBytes(me) - before);
        }
        // The measurement itself may take some.
        assertTrue(least < 1000, "1000 leases allocated " + least + " bytes");
    }

    /** Each has a stack of its own, so they are few where threads are the platform's. */
    @Test
    void manyMoreThreadsThanNetworksWaitForTheirTurn() throws Exception {
        boolean virtual = Runtime.version().feature() >= 21;
        NetworkPool<Adder> pool = pool(2);
        int before = Adder.MADE.get();
        ExecutorService many = virtual
                ? (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null)
                : threads;
        List<Future<Float>> answers = new ArrayList<>();
        try (NetworkPool.Lease<Adder> one = pool.borrow();
                NetworkPool.Lease<Adder> other = pool.borrow()) {
            assertNotSame(one.network(), other.network());
            for (int i = 0; i < (virtual ? 20_000 : 500); i++) {
                answers.add(many.submit(() -> pool.use(NetworkPoolTest::predict)));
            }
        }
        for (Future<Float> answer : answers) {
            assertEquals(69, answer.get(1, TimeUnit.MINUTES));
        }
        many.shutdown();
        assertEquals(2, Adder.MADE.get() - before);
    }

    @Test
    void everyAnswerIsOfOneVersionWhileManyThreadsPredict() throws Exception {
        int size = 3;
        NetworkPool<Adder> pool = pool(size);
        int versions = 40;
        int before = Adder.MADE.get();
        CountDownLatch started = new CountDownLatch(32);
        List<Future<Integer>> running = new ArrayList<>();
        for (int t = 0; t < 32; t++) {
            running.add(threads.submit(() -> {
                started.countDown();
                int seen = 0;
                for (long last = 0; last < versions; seen++) {
                    try (NetworkPool.Lease<Adder> lease = pool.borrow()) {
                        long version = lease.version();
                        float answer = predict(lease.network());
                        if (answer != 5 + FLOATS * version || version < last) {
                            throw new AssertionError(answer + " of version " + version + " after " + last);
                        }
                        last = version;
                    }
                }
                return seen;
            }));
        }
        assertTrue(started.await(10, TimeUnit.SECONDS));
        for (int version = 2; version <= versions; version++) {
            Thread.sleep(2);
            assertEquals(version, pool.swap(parameters(version)));
        }
        int answers = 0;
        for (Future<Integer> each : running) {
            answers += each.get(1, TimeUnit.MINUTES);
        }
        assertTrue(answers > 32, "answers: " + answers);
        assertTrue(Adder.MADE.get() - before <= versions * size, "made " + (Adder.MADE.get() - before));
    }

    @Test
    void whatOneBorrowerSetsDoesNotReachTheNext() throws InterruptedException {
        NetworkPool<Reader> pool = new NetworkPool<>(parameters(1), 3, 1, Reader::new);
        pool.use(network -> {
            network.length(2);
            network.initialState()[1] = 7;
            return 0;
        });
        pool.use(network -> {
            assertEquals(9, network.length());
            assertArrayEquals(new float[2], network.initialState());
            return 0;
        });
    }

    private static <R> R use(NetworkPool<Adder> pool, java.util.function.Function<Adder, R> task) {
        try {
            return pool.use(task);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitWaiting(Thread thread) throws InterruptedException {
        while (thread.getState() != Thread.State.WAITING) {
            assertTrue(thread.isAlive() || thread.getState() == Thread.State.NEW);
            Thread.sleep(1);
        }
    }
}
