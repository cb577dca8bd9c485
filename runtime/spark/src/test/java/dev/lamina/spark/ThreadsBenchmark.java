package dev.lamina.spark;

import java.util.Arrays;
import java.util.Locale;

/** Measures how much faster two threads train than one, in turns. Run by hand on an idle machine. */
final class ThreadsBenchmark {
    private static final int ROUNDS = 9;

    private ThreadsBenchmark() {}

    public static void main(String[] arguments) {
        Sample[] samples = Digits.samples(1600);
        NetworkSource source = Models.compiled(Models.DIGITS);
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double one = seconds(source, samples, 1);
            double two = seconds(source, samples, 2);
            ratios[round] = one / two;
            System.out.printf(
                    Locale.ROOT, "one thread %.0f ms, two %.0f ms: %.2f times%n", one * 1e3, two * 1e3, one / two);
        }
        Arrays.sort(ratios);
        System.out.printf(Locale.ROOT, "median %.2f times%n", ratios[ROUNDS / 2]);
    }

    private static double seconds(NetworkSource source, Sample[] samples, int threads) {
        Worker worker = LocalRun.worker(source, samples, threads);
        long start = System.nanoTime();
        worker.train((gradients, losses) -> {}, step -> {}, () -> false);
        return (System.nanoTime() - start) / 1e9;
    }
}
