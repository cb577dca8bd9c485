package dev.lamina.user;

import com.sun.management.ThreadMXBean;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.Target;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.NetworkPool;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.Streaming;
import dev.lamina.runtime.TrainableNetwork;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls networks for minutes in many threads, then compiles thousands of models in the same JVM, and looks at what may grow: bytes that calls
 * allocate, the heap, the metaspace. {@code .ci/soak} starts it.
 */
public final class Soak {
    /** What the heap and the metaspace may grow by: what a JVM itself adds in minutes, such as profiles of compiled methods. */
    private static final double FLAT_MEBIBYTES = 2;

    /** So many times in each part memory is looked at, after a collection. */
    private static final int SAMPLES = 20;

    /** Calls between two looks at the clock. */
    private static final int BLOCK = 50;

    /** No vector code allocates once it is compiled, but the compiler may still change its mind. */
    private static final int QUIET_BLOCKS = 200;

    private static final int KINDS = 4;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Soak() {}

    /** Arguments: seconds of calls, the most seconds before these that do not count, threads, models to compile, the target. Ends with 1 if anything grows. */
    public static void main(String[] arguments) throws InterruptedException {
        int seconds = Integer.parseInt(arguments[0]);
        int warmUp = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        int models = Integer.parseInt(arguments[3]);
        Target target = Target.valueOf(arguments[4].toUpperCase(Locale.ROOT));
        boolean flat = calls(target, threads, warmUp, seconds).print("calls");
        flat &= models(target, models).print("models");
        System.exit(flat ? 0 : 1);
    }

    /** What one part came to: what was done, what its calls allocated, the memory in use at the beginning, in between and at the end. */
    private record Outcome(String done, long allocated, List<UsedMemory> memory) {

        /** Prints it in one line; returns whether nothing has grown. */
        boolean print(String part) {
            UsedMemory first = memory.get(0);
            UsedMemory last = memory.get(memory.size() - 1);
            boolean flat = allocated == 0
                    && last.heap() - first.heap() < FLAT_MEBIBYTES
                    && last.metaspace() - first.metaspace() < FLAT_MEBIBYTES;
            System.out.printf(
                    Locale.ROOT,
                    "%s: %s, %,d bytes allocated; heap %.1f to %.1f MiB, metaspace %.1f to %.1f MiB: %s%n",
                    part,
                    done,
                    allocated,
                    first.heap(),
                    last.heap(),
                    first.metaspace(),
                    last.metaspace(),
                    flat ? "flat" : "GROWN");
            return flat;
        }
    }

    /** Threads that predict, train and stream, each with its own network, some of them over the same parameters. */
    private static Outcome calls(Target target, int threads, int warmUp, int seconds) throws InterruptedException {
        List<Caller> callers = callers(target, threads);
        callers.forEach(Thread::start);
        int warmedUp = untilQuiet(callers, warmUp);
        callers.forEach(Caller::count);
        List<UsedMemory> memory = new ArrayList<>();
        for (int sample = 0; sample <= SAMPLES; sample++) {
            if (sample > 0) {
                Thread.sleep(1000L * seconds / SAMPLES);
            }
            memory.add(UsedMemory.now("calls", sample));
        }
        callers.forEach(Caller::end);
        long calls = 0;
        long allocated = 0;
        for (Caller caller : callers) {
            caller.join();
            calls += caller.calls();
            allocated += caller.allocated();
        }
        String done = String.format(
                Locale.ROOT, "%,d calls in %,d s by %d threads, after %,d s", calls, seconds, threads, warmedUp);
        return new Outcome(done, allocated, memory);
    }

    /** Waits until no thread has allocated in many blocks of calls, but no longer than the most seconds; returns the seconds. */
    private static int untilQuiet(List<Caller> callers, int most) throws InterruptedException {
        long start = System.nanoTime();
        for (int seconds = 1; seconds < most; seconds++) {
            Thread.sleep(1000);
            if (callers.stream().allMatch(caller -> caller.quietBlocks() >= QUIET_BLOCKS)) {
                break;
            }
        }
        return (int) ((System.nanoTime() - start) / 1_000_000_000);
    }

    /** The bytes that threads of each kind allocate in some calls after so many others. */
    static long allocated(Target target, int before, int calls) throws InterruptedException {
        long allocated = 0;
        for (Caller caller : callers(target, KINDS)) {
            caller.run(before);
            allocated += caller.run(calls);
        }
        return allocated;
    }

    private static List<Caller> callers(Target target, int threads) {
        SoakModels models = new SoakModels(target);
        LoadedNetwork image = models.image();
        LoadedNetwork series = models.series();
        Parameters shared = image.newParameters(1);
        NetworkPool<Network> pool = new NetworkPool<>(shared, 1, threads, image::predictor);
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            callers.add(new Caller(
                    i % KINDS == 0
                            ? borrowed(pool)
                            : i % KINDS == 1
                                    ? predicted(image.classifier(shared, 8))
                                    : i % KINDS == 2
                                            ? trained(image)
                                            : streamed(series.streaming(series.newParameters(2), 1))));
        }
        return callers;
    }

    private static Call borrowed(NetworkPool<Network> pool) {
        float[] input = new float[SoakModels.PIXELS];
        return () -> {
            try (NetworkPool.Lease<Network> lease = pool.borrow()) {
                ((Classifier) lease.network()).classOf(input);
            }
        };
    }

    private static Call predicted(Classifier network) {
        float[] input = new DrawnBatch(network, 3, 8).floats();
        float[] probabilities = new float[8 * network.outputSize()];
        return () -> network.probabilities(input, 8, probabilities);
    }

    private static Call trained(LoadedNetwork loaded) {
        TrainableNetwork trainer = loaded.trainer(loaded.newParameters(4), loaded.newTrainingState(), 8);
        Classifier network = (Classifier) trainer;
        float[] input = new DrawnBatch(network, 5, 8).floats();
        int[] labels = {0, 1, 2, 3, 0, 1, 2, 3};
        return () -> network.trainStep(input, labels, 8);
    }

    private static Call streamed(Streaming network) {
        RecurrentState state = network.newState(1);
        float[] input = {0.1f, -0.2f, 0.3f};
        float[] output = new float[network.outputSize()];
        return () -> network.step(input, state, output);
    }

    /** Compiles, loads, trains by one step and forgets models, no two of which are the same. */
    private static Outcome models(Target target, int count) {
        SoakModels models = new SoakModels(target);
        long start = System.nanoTime();
        List<UsedMemory> memory = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % Math.max(1, count / SAMPLES) == 0 && i >= count / 5) {
                memory.add(UsedMemory.now("models", i));
            }
            models.trainOneStep(i);
        }
        memory.add(UsedMemory.now("models", count));
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        return new Outcome(String.format(Locale.ROOT, "%,d models in %,d s", count, seconds), 0, memory);
    }

    /** Something that a thread does again and again. */
    @FunctionalInterface
    private interface Call {
        void make() throws InterruptedException;
    }

    /** A thread that makes one call again and again until it is told to end, and counts what that allocates. */
    private static final class Caller extends Thread {
        private final Call call;
        private final AtomicReference<InterruptedException> failed = new AtomicReference<>();
        private volatile boolean counts;
        private volatile boolean ended;
        private volatile int quietBlocks;
        private long calls;
        private long allocated;

        Caller(Call call) {
            this.call = call;
        }

        void count() {
            counts = true;
        }

        void end() {
            ended = true;
        }

        /** The calls that counted; for after the end. */
        long calls() {
            if (failed.get() != null) {
                throw new IllegalStateException(failed.get());
            }
            return calls;
        }

        /** The blocks of calls since the last that allocated. */
        int quietBlocks() {
            return quietBlocks;
        }

        long allocated() {
            return allocated;
        }

        @Override
        public void run() {
            try {
                while (!ended) {
                    boolean counted = counts;
                    long bytes = run(BLOCK);
                    quietBlocks = bytes > 0 ? 0 : Math.min(QUIET_BLOCKS, quietBlocks + 1);
                    if (counted) {
                        calls += BLOCK;
                        allocated += bytes;
                    }
                }
            } catch (InterruptedException interrupted) {
                failed.set(interrupted);
            }
        }

        /** The bytes that so many calls allocate, in the thread that asks. */
        long run(int times) throws InterruptedException {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < times; i++) {
                call.make();
            }
            return THREADS.getCurrentThreadAllocatedBytes() - before;
        }
    }
}
