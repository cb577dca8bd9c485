package dev.lamina.examples.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.LongSupplier;

/** The times of many calls in microseconds. */
final class CallTimes {

    /** Shorter calls are timed several at once: reading the clock takes 20 to 30 ns. */
    private static final double SHORTEST_NANOS = 5_000;

    private static final double BATCH_NANOS = 10_000;

    private final double[] sorted;

    CallTimes(Collection<double[]> pieces) {
        sorted = pieces.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no times");
        }
    }

    double median() {
        return percentile(50);
    }

    /** The smallest time that so many per cent of all do not exceed. */
    double percentile(int percent) {
        return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
    }

    /**
     * Calls for some time and returns the time of each call, or of each batch of short calls divided by its size. The first eighth of the
     * time is not measured: it brings back what other processes drove out of the caches.
     */
    static double[] measure(Runnable call, long nanos, LongSupplier clock) {
        long start = clock.getAsLong();
        int calls = 0;
        long now;
        do {
            call.run();
            calls++;
            now = clock.getAsLong();
        } while (now - start < nanos / 8);
        double one = (double) (now - start) / calls;
        int batch = one > SHORTEST_NANOS ? 1 : (int) Math.ceil(BATCH_NANOS / Math.max(1, one));
        double[] times = new double[1024];
        int count = 0;
        long end = start + nanos;
        do {
            long before = clock.getAsLong();
            for (int i = 0; i < batch; i++) {
                call.run();
            }
            now = clock.getAsLong();
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = (now - before) / 1e3 / batch;
        } while (now < end);
        return Arrays.copyOf(times, count);
    }
}
