package dev.lamina.examples.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

    /** The least number of calls before measuring: HotSpot compiles the loops of slow calls late, and uses a processor meanwhile. */
    private static final int LEAST_CALLS = 200;

    /** Calls that have taken so many milliseconds together are enough, however few they are. */
    private static final int ENOUGH_MILLIS = 4_000;

    /** Threads of the libraries spin for a while after a call. They must not do so while the next engine runs. */
    private static final int PAUSE_MILLIS = 15;

    /**
     * An engine is warm when it became no faster for so long. HotSpot compiles the kernels of a large network one after the other over seconds, each
     * of which makes a call faster by a per cent or less; so a piece says little beside the one before it.
     */
    private static final int QUIET_MILLIS = 1_000;

    private static final double FASTER = 0.98;

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
    private final class Warming {
        private final ContenderProcess process;
        private final List<Double> medians = new ArrayList<>();
        private long calls;
        private double millis;

        Warming(ContenderProcess process) {
            this.process = process;
        }

        void add(double[] times) {
            medians.add(new CallTimes(List.of(times)).median());
            calls += times.length;
            millis += Arrays.stream(times).sum() / 1_000;
        }

        boolean isWarm() {
            int before = medians.size() - (QUIET_MILLIS + pieceMillis - 1) / pieceMillis;
            if (before <= 0 || calls < LEAST_CALLS && millis < ENOUGH_MILLIS) {
                return false;
            }
            double best = Collections.min(medians.subList(0, before));
            return Collections.min(medians.subList(before, medians.size())) >= FASTER * best;
        }
    }
}
