package dev.lamina.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of a sharded training: the one that calls it, and workers beside it. Each has its own items of a round, and takes those of the
 * others when it has none left; so nobody waits for a worker that comes late. A worker without work waits actively for a short time, then parks:
 * to wake it takes longer than a small step.
 */
@SuppressWarnings("NullAway") // round is null between rounds
final class ShardThreads implements AutoCloseable {
    /** How long a worker waits actively for the next round: longer than an update takes that lies between two rounds. */
    private static final long IDLE_NANOS = 1_000_000;

    /** A waiting thread asks for the time after so many looks. */
    private static final int SPINS = 32;

    private final Worker[] workers;
    private final boolean hasCores;

    /** The round that is open. */
    private volatile Round round;

    private volatile boolean stopped;

    /** Computes an item of a round. */
    @FunctionalInterface
    interface Task {
        /**
         * Computes an item.
         *
         * @param thread 0 for the calling one
         */
        void run(int thread, int item);
    }

    /** @param threads with the calling one */
    ShardThreads(int threads) {
        hasCores = threads <= Runtime.getRuntime().availableProcessors();
        workers = new Worker[threads - 1];
        Thread[] all = new Thread[workers.length];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
            all[i] = workers[i].thread;
        }
        Team.start(all, this::close);
    }

    /**
     * Runs a task with the numbers 0 to {@code items - 1}, then throws what the first of them has thrown. A thread has about as many of them as
     * another one, those of {@link ShardTree#bounds}, and the same ones in the next round.
     */
    void run(int items, Task task) {
        Round open = new Round(ShardTree.bounds(items, workers.length + 1), task);
        if (items > 1) {
            round = open; // what this thread wrote before it, the workers read after it
            wake();
        }
        open.work(0);
        long start = 0;
        for (int spins = 1; open.left.get() > 0; spins++) {
            Thread.onSpinWait();
            if (spins % SPINS == 0) {
                long now = System.nanoTime();
                start = start == 0 ? now : start;
                Team.giveWay(now - start, hasCores);
            }
        }
        round = null;
        if (open.failure != null) {
            throw Team.asItWas(open.failure);
        }
    }

    private void wake() {
        for (Worker worker : workers) {
            if (worker.parked) {
                LockSupport.unpark(worker.thread);
            }
        }
    }

    /** Ends the workers. */
    @Override
    public void close() {
        stopped = true;
        wake();
    }

    /** Items that are taken one by one. */
    private static final class Round {
        private final int[] bounds;
        private final Task task;

        /** For each thread, which of its items is taken next. */
        private final AtomicIntegerArray next;

        /** How many items are not done. */
        private final AtomicInteger left;

        /** The first exception of an item; the items after it are not computed. */
        private volatile Throwable failure;

        Round(int[] bounds, Task task) {
            this.bounds = bounds;
            this.task = task;
            this.next = new AtomicIntegerArray(bounds);
            this.left = new AtomicInteger(bounds[bounds.length - 1]);
        }

        void work(int thread) {
            int threads = bounds.length - 1;
            for (int i = 0; i < threads; i++) {
                int owner = (thread + i) % threads;
                int end = bounds[owner + 1];
                for (int item = next.getAndIncrement(owner); item < end; item = next.getAndIncrement(owner)) {
                    compute(thread, item);
                }
            }
        }

        private void compute(int thread, int item) {
            try {
                if (failure == null) {
                    task.run(thread, item);
                }
            } catch (Throwable e) {
                fail(e);
            }
            left.getAndDecrement();
        }

        private synchronized void fail(Throwable e) {
            if (failure == null) {
                failure = e;
            }
        }
    }

    /** A thread beside the calling one. */
    private final class Worker implements Runnable {
        private final int number;
        private final Thread thread;

        /** Whether it waits in the operating system, or is about to. */
        private volatile boolean parked;

        Worker(int number) {
            this.number = number;
            this.thread = Team.daemon(this, "lamina-shards-" + number);
        }

        @Override
        public void run() {
            Round seen = null;
            while (awaitOther(seen)) {
                Round open = round;
                if (open != null && open != seen) {
                    open.work(number);
                    seen = open;
                }
            }
        }

        /** Waits for a round that it has not seen; false if there will be none. */
        private boolean awaitOther(Round seen) {
            long start = System.nanoTime();
            for (int spins = 1; isNone(seen); spins++) {
                if (stopped) {
                    return false;
                }
                Thread.onSpinWait();
                if (spins % SPINS == 0 && System.nanoTime() - start > (hasCores ? IDLE_NANOS : 0)) {
                    park(seen);
                    start = System.nanoTime();
                }
            }
            return true;
        }

        private void park(Round seen) {
            parked = true;
            while (isNone(seen) && !stopped) {
                LockSupport.park(ShardThreads.this);
                Thread.interrupted(); // nobody has a reason to interrupt it, and an interrupted thread does not park
            }
            parked = false;
        }

        private boolean isNone(Round seen) {
            Round open = round;
            return open == null || open == seen;
        }
    }
}
