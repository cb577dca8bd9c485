package dev.lamina.spark;

import java.util.Arrays;
import java.util.Locale;

/** Measures how much faster two threads train than one, in turns. Run by hand on an idle machine. */
final class ThreadsBenchmark {
    private static final int ROUNDS = 9;

    private static final String TWO_CONVOLUTIONS = """
            model Convolutions {
                input image: image[1, 8, 8]
                conv(16, kernel = 3, padding = 1)  relu
                conv(32, kernel = 3, padding = 1)  relu  maxpool(2)
                flatten
                dropout(0.3)
                fc(64)  relu
                fc(10)
                loss cross_entropy
                train { optimizer adam(rate = 0.002)  batch 64  epochs 10  seed 7  shards 8 }
            }
            """;

    private ThreadsBenchmark() {}

    public static void main(String[] arguments) {
        measure("digits", Models.DIGITS.replace("epochs 1", "epochs 60"));
        measure("two convolutions", TWO_CONVOLUTIONS);
    }

    private static void measure(String name, String model) {
        Sample[] samples = Digits.samples(1600);
        NetworkSource source = Models.compiled(model);
        seconds(source, samples, 1);
        seconds(source, samples, 2);
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double one = seconds(source, samples, 1);
            double two = seconds(source, samples, 2);
            ratios[round] = one / two;
            long steps = (long) source.constant("EPOCHS") * samples.length / source.constant("BATCH");
            System.out.printf(
                    Locale.ROOT,
                    "%s, a step of one thread %.0f us, of two %.0f us: %.2f times%n",
                    name,
                    one * 1e6 / steps,
                    two * 1e6 / steps,
                    ratios[round]);
        }
        Arrays.sort(ratios);
        System.out.printf(Locale.ROOT, "%s: median %.2f times%n", name, ratios[ROUNDS / 2]);
    }

    private static double seconds(NetworkSource source, Sample[] samples, int threads) {
        Worker worker = LocalRun.worker(source, samples, threads);
        long start = System.nanoTime();
        worker.train((gradients, losses) -> {}, step -> {}, () -> false);
        return (System.nanoTime() - start) / 1e9;
    }
}
