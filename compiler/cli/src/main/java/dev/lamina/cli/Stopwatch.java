package dev.lamina.cli;

import java.util.Arrays;

/** Measures something short by doing it for a while. */
final class Stopwatch {

    private static final int MOST_TIMES = 1_000_000;

    private final long nanos;

    /** Warms up for so long, then measures for as long. */
    Stopwatch(double seconds) {
        nanos = (long) (seconds * 1e9);
    }

    /** Seconds that half of the runs needed at most. */
    double median(Runnable work) {
        repeat(work);
        long[] times = repeat(work);
        return times[times.length / 2] / 1e9;
    }

    /** The times of the runs, sorted. */
    private long[] repeat(Runnable work) {
        long[] times = new long[1024];
        int count = 0;
        long start = System.nanoTime();
        long before = start;
        do {
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
