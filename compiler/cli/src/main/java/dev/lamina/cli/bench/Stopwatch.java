package dev.lamina.cli.bench;

import java.util.Arrays;
import java.util.concurrent.CancellationException;

/** Measures a short operation by repeating it, after the JVM has compiled it fully. */
public final class Stopwatch {

    private static final int MOST_TIMES = 1_000_000;

    /** The JVM has compiled it when so many rounds in a row were no faster than the best one. */
    private static final int QUIET_ROUNDS = 3;

    private static final int MOST_ROUNDS = 60;

    private static final double FASTER = 0.97;

    private final long nanos;

    /** Measures for so many seconds, after rounds of warm-up of half that time each. */
    public Stopwatch(double seconds) {
        nanos = (long) (seconds * 1e9);
    }

    /** The median of the times in seconds. */
    public double median(Runnable work) {
        warmUp(work);
        return median(times(work, nanos));
    }

    /** The shortest of the times in seconds: what the machine can do while nothing else runs. */
    double shortest(Runnable work) {
        warmUp(work);
        return Math.max(1, times(work, nanos)[0]) / 1e9; // some clocks are coarse
    }

    private void warmUp(Runnable work) {
        double best = Double.POSITIVE_INFINITY;
        int quiet = 0;
        for (int round = 0; round < MOST_ROUNDS && quiet < QUIET_ROUNDS; round++) {
            double now = median(times(work, nanos / 2));
            quiet = now < FASTER * best ? 0 : quiet + 1;
            best = Math.min(best, now);
        }
    }

    private static double median(long[] sorted) {
        return sorted[sorted.length / 2] / 1e9;
    }

    /** The times of the runs, sorted. */
    private static long[] times(Runnable work, long nanos) {
        long[] times = new long[1024];
        int count = 0;
        long start = System.nanoTime();
        long before = start;
        do {
            if (Thread.interrupted()) {
                throw new CancellationException("interrupted");
            }
            work.run();
            long after = System.nanoTime();
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = after - before;
            before = after;
        } while (before - start < nanos && count < MOST_TIMES);
        long[] all = Arrays.copyOf(times, count);
        Arrays.sort(all);
        return all;
    }
}
