package dev.lamina.examples.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long a comparison takes.
 *
 * @param pieceMillis how long an engine runs before the next one has its turn
 * @param rounds the number of measured pieces of each engine
 * @param leastWarmUp the least number of pieces before measuring
 * @param mostWarmUp the largest number of them
 */
record Pace(int pieceMillis, int rounds, int leastWarmUp, int mostWarmUp) {

    static final Pace USUAL = new Pace(150, 15, 16, 120);
    static final Pace QUICK = new Pace(60, 6, 10, 120);

    /** An engine is not measured before so many calls: HotSpot compiles the loops of a slow call late, and uses a processor meanwhile. */
    private static final int LEAST_CALLS = 200;

    /** An engine that has called for so many milliseconds is measured even after fewer calls. */
    private static final int LONG_ENOUGH = 4_000;

    /** Threads of the libraries spin for a while after a call. They must not do so while the next engine runs. */
    private static final int PAUSE_MILLIS = 15;

    /** An engine is warm when so many pieces in a row were no faster than the best one. */
    private static final int QUIET_PIECES = 4;

    private static final double FASTER = 0.97;

    /** The times of one piece. */
    double[] piece(ContenderProcess process) throws InterruptedException {
        double[] times = process.times(pieceMillis * 1_000_000L);
        Thread.sleep(PAUSE_MILLIS);
        return times;
    }

    /** Runs the engines in turn until none of them becomes faster. */
    void warmUp(List<ContenderProcess> processes) throws InterruptedException {
        List<Warming> cold = new ArrayList<>(processes.stream().map(Warming::new).toList());
        for (int i = 0; i < mostWarmUp && !cold.isEmpty(); i++) {
            for (Warming each : cold) {
                each.add(piece(each.process));
            }
            if (i >= leastWarmUp) {
                cold.removeIf(Warming::isWarm);
            }
        }
    }

    /** An engine that may still become faster. */
    private static final class Warming {
        private final ContenderProcess process;
        private double best = Double.POSITIVE_INFINITY;
        private int quiet;
        private long calls;
        private double millis;

        Warming(ContenderProcess process) {
            this.process = process;
        }

        void add(double[] times) {
            double median = new CallTimes(List.of(times)).median();
            quiet = median < FASTER * best ? 0 : quiet + 1;
            best = Math.min(best, median);
            calls += times.length;
            millis += Arrays.stream(times).sum() / 1_000;
        }

        boolean isWarm() {
            return quiet >= QUIET_PIECES && (calls >= LEAST_CALLS || millis >= LONG_ENOUGH);
        }
    }
}
