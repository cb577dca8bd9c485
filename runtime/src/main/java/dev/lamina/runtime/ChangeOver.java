package dev.lamina.runtime;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The change of a model's networks from plain Java to vector code.
 *
 * <p>Vector code needs about a second until C2 has compiled it; before, each vector is an object, and a call takes 10 to 20 times as long as in
 * plain Java. So networks that predict begin as plain Java. Meanwhile a thread calls the vector code until it is the faster one. Then each
 * network changes over before its next call; the bits are the same.
 *
 * <p>The thread has a workspace of its own and ends after at most thirty seconds. It begins with the second call of the model's networks, so that
 * it does not slow down the first. If vector code is not faster by then, another thread tries again later: after thirty seconds, then
 * after a minute, and so on. Only generated classes should extend this class; others may break with any release.
 */
@NotOnAndroid
public abstract class ChangeOver {
    /** The system property that by the value {@code false} lets networks begin with vector code, and starts no thread. */
    public static final String PROPERTY = "lamina.changeOver";

    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST = 30 * SECOND;

    /** A trial is a single call, or as many as this takes: the clock is not finer than a microsecond everywhere. */
    private static final long TRIAL = SECOND / 2000;

    /** A single trial may have been interrupted. */
    private static final int FASTER_TRIALS = 3;

    private final String model;
    private final long longest;
    private final AtomicBoolean runs = new AtomicBoolean();
    private volatile boolean pending =
            !"false".equals(System.getProperty(PROPERTY)) && System.getProperty(VectorChoice.PROPERTY) == null;
    private volatile long pause;
    private volatile long earliest;
    private boolean called;

    /** @param model the name of the model, for the name of the thread */
    protected ChangeOver(String model) {
        this(model, LONGEST);
    }

    /** @param longest the nanoseconds after which the thread ends, and of the first pause */
    ChangeOver(String model, long longest) {
        this.model = model;
        this.longest = longest;
        this.pause = longest;
    }

    /** A new network of plain Java. */
    protected abstract Predictor plain(Parameters parameters, int capacity);

    /** A new network of vector code. */
    protected abstract Predictor vector(Parameters parameters, int capacity);

    /** Whether networks still begin as plain Java. */
    public final boolean isPending() {
        return pending;
    }

    /**
     * Whether a network of plain Java is to change over now. It asks before each prediction; the second time, the thread begins.
     *
     * @param batch the samples of the prediction
     */
    public final boolean isDue(Network network, int batch) {
        if (pending && !runs.get()) {
            if (called && (earliest == 0 || System.nanoTime() - earliest >= 0) && runs.compareAndSet(false, true)) {
                start(network.parameters(), Math.max(1, Math.min(batch, network.capacity())));
            }
            called = true; // by whichever thread: the race has no consequence
        }
        return !pending;
    }

    /** The network of vector code that takes the place of one of plain Java, with as many threads. */
    public final Predictor changed(Network network) {
        Predictor changed = vector(network.parameters(), network.capacity());
        changed.threads(network.threads());
        network.threads(1); // ends the threads of the other one
        return changed;
    }

    private void start(Parameters parameters, int batch) {
        Runnable task = new Runnable() { // not a lambda: the caller waits
                    @Override
                    public void run() {
                        try {
                            warmUp(parameters, batch);
                        } finally {
                            runs.set(false);
                        }
                    }
                };
        Thread thread = new Thread(null, task, "lamina-" + model + "-change-over", 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    private void warmUp(Parameters parameters, int batch) {
        try {
            Trial vector = new Trial(vector(parameters, batch), batch);
            Trial plain = new Trial(plain(parameters, batch), batch);
            if (isFaster(vector, plain)) {
                pending = false;
                return;
            }
            earliest = System.nanoTime() + pause;
            pause = 2 * pause;
        } catch (RuntimeException | LinkageError | OutOfMemoryError broken) {
            earliest = Long.MAX_VALUE;
            System.getLogger(ChangeOver.class.getPackageName())
                    .log(Level.WARNING, "Lamina: " + model + " stays with plain Java", broken);
        }
    }

    private boolean isFaster(Trial vector, Trial plain) {
        boolean single = Runtime.getRuntime().availableProcessors() == 1;
        long end = System.nanoTime() + longest;
        long plainNanos = plain.nanos();
        int faster = 0;
        while (faster < FASTER_TRIALS && System.nanoTime() < end) {
            long begin = System.nanoTime();
            long vectorNanos = vector.nanos();
            if (vectorNanos < plainNanos) { // else plain Java, whose time only falls, need not be measured again
                plainNanos = plain.nanos();
            }
            faster = vectorNanos < plainNanos ? faster + 1 : 0;
            if (single) {
                rest(System.nanoTime() - begin); // half of the processor for the calls that are waited for
            }
        }
        return faster >= FASTER_TRIALS;
    }

    private static void rest(long nanos) {
        try {
            Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }

    /** Predictions of zeros, and their time. */
    private static final class Trial {
        private final Predictor network;
        private final int batch;
        private final float[] input;
        private final float[] output;

        Trial(Predictor network, int batch) {
            this.network = network;
            this.batch = batch;
            this.input = new float[batch * network.inputSize()];
            this.output = new float[batch * network.outputSize()];
        }

        /** The nanoseconds of a call. */
        long nanos() {
            long begin = System.nanoTime();
            long nanos;
            int calls = 0;
            do {
                network.predict(input, batch, output);
                calls++;
                nanos = System.nanoTime() - begin;
            } while (nanos < TRIAL);
            return nanos / calls;
        }
    }
}
