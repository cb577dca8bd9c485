package dev.lamina.runtime;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one network: the thread that calls it, and workers beside it. A call is handed over once; then every thread runs the same
 * kernels on its own {@link Part}, and they meet where one reads what another wrote.
 *
 * <p>Nobody waits for a worker that does not run: a call begins with the workers that join it at once, and the others take no part in it. A
 * worker without work waits actively for a short time, then parks. The workers end when {@link #stop} is called, or when the network is
 * unreachable. Nothing is allocated after construction.
 */
@SuppressWarnings("NullAway") // network and failure are null between calls
final class Team {

    private static final int MOST_WORKERS = 63;

    /** The bit of {@link #joined} that says that no more workers may join. */
    private static final long CLOSED = Long.MIN_VALUE;

    /** A worker that has parked runs again after about this time, and usually earlier. */
    private static final long WAKING_NANOS = 60_000;

    /** A call that would take one thread longer than this wakes workers that have parked: it gains more than it loses by waiting. */
    private static final long LONG_NANOS = 10 * WAKING_NANOS;

    /**
     * How long a worker waits actively for the next call: not shorter than any call that does not wake it. Otherwise it would park during
     * each such call that the calling thread does alone, and never be there when the next one begins.
     */
    private static final long IDLE_NANOS = LONG_NANOS;

    /** The time of a call that waits for all workers in any case: for tests. */
    static final long ANY_NANOS = Long.MAX_VALUE;

    /** A long call waits for this part of its time for workers that have parked: waking one may take longer than usual. */
    private static final int WAKING_PART = 8;

    /**
     * For no longer than this does a worker wait actively while the calling thread does a call alone. Otherwise it would park during each
     * such call and come too late for the next one.
     */
    private static final long LONGEST_WATCH = 20_000_000;

    /** A worker that runs joins within this time, or this part of the call while HotSpot has not compiled it. */
    private static final long JOINING_NANOS = 1_000;

    private static final int JOINING_PART = 16;

    /** After a short call that no worker joined, so many are not tried; after each further one twice as many, up to the second number. */
    private static final int FIRST_BREAK = 4;

    private static final int LONGEST_BREAK = 256;

    /** How long a thread waits actively for the others within a call; they are usually about to come. */
    private static final long BUSY_NANOS = 50_000;

    /** A wait of this part of the call, beyond that, is not one for a thread with more work: the other one has lost its processor. */
    private static final int WAITED_PART = 8;

    /** How long it sleeps at a time after that, because the others do not have a core. */
    private static final long SLEEP_NANOS = 20_000;

    /** How often a parked worker looks whether its network still exists. */
    private static final long LOOK_NANOS = 1_000_000_000;

    /** A waiting thread asks for the time after so many looks. */
    private static final int SPINS = 32;

    private final WeakReference<GeneratedNetwork> owner;
    private final Part own;
    private final Worker[] workers;
    private final int threads;
    private final boolean hasCores;

    /** The network while it is in a call. Otherwise null, so that the workers do not keep it reachable. */
    private GeneratedNetwork network;

    private int call;
    private int batch;
    private int count;
    private int size;
    private long lastCall;
    private int breakLeft;
    private int nextBreak = FIRST_BREAK;

    /** For each kind of call. */
    private final Sharing[] sharing = new Sharing[GeneratedNetwork.CALLS];

    /** For how long a worker waits actively for the next call. */
    private volatile long patience = IDLE_NANOS;

    /** A wait in the current call that is longer is recorded in {@link #waited}. */
    private long longWait;

    /** Whether a thread has waited that long in the current call. */
    private volatile boolean waited;

    /** Counts the calls that have been offered to the workers. */
    private volatile int calls;

    private volatile boolean stopped;

    /** The workers that have joined the current call, with a bit for each, and {@link #CLOSED}. */
    private final AtomicLong joined = new AtomicLong(CLOSED);

    /** The first exception of a part. The other parts stop at the next barrier. */
    private volatile Throwable failure;

    /** How many workers have finished their part. */
    private final AtomicInteger finished = new AtomicInteger();

    /** How many parts have arrived at the barrier that is next. */
    private final AtomicInteger arrived = new AtomicInteger();

    /** Counts the barriers that all parts have passed. */
    private volatile int passed;

    /** @param scratch the floats of scratch memory that each thread needs */
    Team(GeneratedNetwork owner, String name, int threads, int scratch) {
        this.owner = new WeakReference<>(owner);
        this.threads = threads;
        this.hasCores = threads <= Runtime.getRuntime().availableProcessors();
        this.own = Part.of(this, scratch);
        for (int i = 0; i < sharing.length; i++) {
            sharing[i] = new Sharing();
        }
        this.workers = new Worker[Math.min(threads - 1, MOST_WORKERS)];
        Thread[] all = new Thread[workers.length];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i, name + "-" + (i + 1), scratch);
            all[i] = workers[i].thread;
        }
        start(all, this::stop);
    }

    int threads() {
        return threads;
    }

    /** Ends the workers. They are in no call, because the network is not. */
    void stop() {
        stopped = true;
        wake();
    }

    /**
     * Runs a call: shared with the workers that join it, or alone. Returns when all threads have finished; throws the first exception of
     * any of them.
     *
     * @param nanos how long the call would take one thread, about
     */
    void run(GeneratedNetwork of, int which, int samples, long nanos) {
        Sharing decision = sharing[which];
        watch(decision.isResting() ? 0 : nanos);
        if (nanos == ANY_NANOS) {
            share(of, which, samples, nanos);
        } else if (decision.sharesNext()) {
            if (!isWorthTrying(nanos)) {
                of.computeAlone(which, samples);
                return;
            }
            long start = System.nanoTime();
            if (share(of, which, samples, nanos)) {
                decision.shared((double) (System.nanoTime() - start) / nanos, waited);
            }
        } else if (decision.needsTimeAlone()) {
            long start = System.nanoTime();
            of.computeAlone(which, samples);
            decision.alone((double) (System.nanoTime() - start) / nanos);
        } else {
            of.computeAlone(which, samples);
        }
    }

    /** Tells workers to wait actively for the time of a call that they may not be part of. */
    private void watch(long nanos) {
        long wanted = IDLE_NANOS + Math.min(nanos, LONGEST_WATCH);
        if (wanted != patience) {
            patience = wanted; // no worker need read it again if it is the same
        }
    }

    /** Runs a call with the workers that join it, or alone if none does; returns whether any has. */
    private boolean share(GeneratedNetwork of, int which, int samples, long nanos) {
        network = of;
        call = which;
        batch = samples;
        failure = null;
        arrived.setPlain(0);
        finished.setPlain(0);
        waited = false;
        longWait = BUSY_NANOS + nanos / WAITED_PART;
        joined.setPlain(0);
        calls = ++count; // the workers read all of the above after they have read this
        if (nanos >= LONG_NANOS) {
            wake();
        }
        if (gather(nanos) == 0) {
            network = null;
            of.computeAlone(which, samples);
            return false;
        }
        compute(own, 0, size);
        long start = 0;
        for (int spins = 1; finished.get() < size - 1; spins++) {
            start = pause(spins, start);
        }
        network = null;
        if (failure != null) {
            throw asItWas(failure);
        }
        return true;
    }

    /** Throws an exception of a part again if it is an error, and returns it otherwise; no part throws a checked one. */
    static RuntimeException asItWas(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }

    /**
     * Whether workers are likely to join a call. If all have parked and the call is short, the calling thread does it alone; but if calls
     * follow each other closely, the workers are woken for the next one.
     */
    private boolean isWorthTrying(long nanos) {
        if (nanos >= LONG_NANOS) {
            return true;
        }
        if (breakLeft > 0) {
            breakLeft--;
            return false;
        }
        for (Worker worker : workers) {
            if (!worker.parked) {
                return true;
            }
        }
        long now = System.nanoTime();
        if (hasCores && now - lastCall < IDLE_NANOS) {
            wake();
        }
        lastCall = now + nanos;
        return false;
    }

    private void wake() {
        for (Worker worker : workers) {
            if (worker.parked || stopped) {
                LockSupport.unpark(worker.thread);
            }
        }
    }

    /** Waits for workers to join, for a time that is short against the call. Returns those that have, and closes the call. */
    private long gather(long nanos) {
        long all = (1L << workers.length) - 1;
        long limit = nanos >= LONG_NANOS
                ? Math.max(WAKING_NANOS, nanos / WAKING_PART)
                : Math.max(JOINING_NANOS, nanos / JOINING_PART);
        long start = System.nanoTime();
        for (int spins = 1; joined.get() != all; spins++) {
            if (nanos == ANY_NANOS) {
                pause(spins, start);
            } else if (spins % SPINS == 0 && System.nanoTime() - start > limit) {
                break;
            }
            Thread.onSpinWait();
        }
        long set = joined.getAndAdd(CLOSED);
        size = 1 + Long.bitCount(set);
        if (set != 0) {
            nextBreak = FIRST_BREAK;
        } else if (nanos < LONG_NANOS) {
            breakLeft = nextBreak;
            nextBreak = Math.min(2 * nextBreak, LONGEST_BREAK);
        }
        return set;
    }

    private void compute(Part part, int number, int parts) {
        try {
            part.set(number, parts, batch);
            if (call == GeneratedNetwork.UPDATE) {
                part.take(network.weights);
            }
            network.compute(call, part);
        } catch (Stopped e) {
            // another part has failed, which has been recorded
        } catch (Throwable e) {
            fail(e);
        }
    }

    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        }
    }

    /** A barrier: waits until all parts are here. */
    void await(int parts) {
        int before = passed;
        if (arrived.incrementAndGet() == parts) {
            arrived.setPlain(0);
            passed = before + 1;
            return;
        }
        long start = 0;
        for (int spins = 1; passed == before; spins++) {
            if (failure != null) {
                throw new Stopped();
            }
            start = pause(spins, start);
        }
    }

    /**
     * Waits for a moment within a call: actively at first, then by giving the core away, because another thread may need it.
     *
     * @param start when the waiting began, or 0 if nobody has looked yet
     * @return when it began, or 0
     */
    private long pause(int spins, long start) {
        if (spins % SPINS != 0) {
            Thread.onSpinWait();
            return start;
        }
        long now = System.nanoTime();
        if (start == 0) {
            return now;
        }
        if (now - start > longWait) {
            waited = true;
        }
        giveWay(now - start, hasCores);
        return start;
    }

    /** Gives the core away if a thread has waited for long for others: they may need it. */
    @SuppressWarnings("ThreadPriorityCheck") // with fewer processors than threads, the others need this one
    static void giveWay(long waitedNanos, boolean hasCores) {
        if (waitedNanos > 2 * BUSY_NANOS) {
            LockSupport.parkNanos(SLEEP_NANOS);
        } else if (!hasCores || waitedNanos > BUSY_NANOS) {
            Thread.yield();
        }
    }

    /**
     * A thread that ends with the JVM, and does not keep what the calling one has: neither its inheritable variables nor its class loader,
     * which is that of a program that a server may end and start again.
     */
    static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Team.class.getClassLoader());
        return thread;
    }

    /**
     * Starts threads.
     *
     * @param stop what ends those that have started, if the system gives no more of them
     */
    static void start(Thread[] threads, Runnable stop) {
        try {
            for (Thread thread : threads) {
                thread.start();
            }
        } catch (Throwable noMoreThreads) {
            stop.run();
            throw noMoreThreads;
        }
    }

    /** A thread beside the calling one. */
    private final class Worker implements Runnable {
        private final int number;
        private final Part part;
        private final Thread thread;
        private int seen;

        /** Whether it waits in the operating system, or is about to. */
        private volatile boolean parked;

        Worker(int number, String name, int scratch) {
            this.number = number;
            this.part = Part.of(Team.this, scratch);
            this.thread = daemon(this, name);
        }

        @Override
        public void run() {
            while (nextCall()) {
                if (join()) {
                    long set = joined.get() & ~CLOSED;
                    long before = set & ((1L << number) - 1);
                    compute(part, 1 + Long.bitCount(before), 1 + Long.bitCount(set));
                    finished.incrementAndGet();
                }
            }
        }

        /** Waits for a call that it has not seen; false if there will be none. */
        private boolean nextCall() {
            long start = System.nanoTime();
            for (int spins = 1; calls == seen; spins++) {
                if (stopped) {
                    return false;
                }
                Thread.onSpinWait();
                if (spins % SPINS == 0 && System.nanoTime() - start > (hasCores ? patience : 0)) {
                    if (!park()) {
                        return false;
                    }
                    start = System.nanoTime();
                }
            }
            seen = calls;
            return true;
        }

        /** Joins the call, and waits until all that join have done so; false if it is too late. */
        private boolean join() {
            long others = joined.get();
            while (others >= 0) { // not closed
                if (joined.compareAndSet(others, others | 1L << number)) {
                    long start = 0;
                    for (int spins = 1; joined.get() >= 0; spins++) {
                        start = pause(spins, start);
                    }
                    seen = calls; // it may have joined the call after the one that it saw
                    return true;
                }
                others = joined.get();
            }
            return false;
        }

        /** Parks until it is woken; false if the network no longer exists. */
        private boolean park() {
            parked = true;
            boolean timedOut = true;
            while (timedOut && calls == seen && !stopped) {
                long start = System.nanoTime();
                LockSupport.parkNanos(Team.this, LOOK_NANOS);
                timedOut = System.nanoTime() - start >= LOOK_NANOS || Thread.interrupted();
                if (owner.get() == null) {
                    return false;
                }
            }
            parked = false;
            return true;
        }
    }

    /** Stops a part because another one has failed. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Stopped() {
            super("another part of the call has failed", null, false, false);
        }
    }
}
