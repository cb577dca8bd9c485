package dev.lamina.examples.benchmarks;

import dev.lamina.runtime.Predictor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Arrays;

/** The program whose start {@link StartUp} measures: it loads a network with its weights and predicts for some seconds. */
public final class StartUpProgram {
    private static final long MILLI = 1_000_000;
    private static final int LAST = 200;

    private StartUpProgram() {}

    /**
     * Loads the network and predicts.
     *
     * @param arguments the class, the weights, and for how many milliseconds to predict
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Predictor network = load(arguments[0], Path.of(arguments[1]));
        float[] input = new float[network.inputSize()];
        Arrays.fill(input, 0.5f);
        float[] output = new float[network.outputSize()];
        long start = System.nanoTime();
        network.predict(input, 1, output);
        long first = System.nanoTime() - start;
        System.out.println("first " + first / 1000);
        predict(network, input, output, start, Long.parseLong(arguments[2]) * MILLI);
        System.out.println("output " + Arrays.hashCode(output));
    }

    private static Predictor load(String type, Path weights) throws ReflectiveOperationException {
        try {
            return (Predictor) Class.forName(type).getMethod("load", Path.class).invoke(null, weights);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Prints the time of the first call that begins after 300 ms, of the first that begins after a second, and the median of the last. */
    private static void predict(Predictor network, float[] input, float[] output, long start, long nanos) {
        long[] last = new long[LAST];
        int calls = 0;
        long before = 0;
        for (long begin = System.nanoTime(); begin - start < nanos; begin = System.nanoTime()) {
            network.predict(input, 1, output);
            long call = System.nanoTime() - begin;
            print(300 * MILLI, before, begin - start, call);
            print(1000 * MILLI, before, begin - start, call);
            before = begin - start;
            last[calls++ % LAST] = call;
        }
        if (calls >= LAST) {
            Arrays.sort(last);
            System.out.println("final " + last[LAST / 2] / 1000);
        }
    }

    private static void print(long at, long before, long now, long call) {
        if (before < at && now >= at) {
            System.out.println("at" + at / MILLI + " " + call / 1000);
        }
    }
}
