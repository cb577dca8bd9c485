package dev.lamina.compiler;

import java.nio.file.Files;
import java.nio.file.Path;

/** Trains the model of a file for some seconds: what a Java virtual machine is started for that reports what it compiles. */
final class TrainingLoop {

    private static final int STEPS = 300;
    private static final long LEAST_NANOS = 6_000_000_000L;

    private TrainingLoop() {}

    /** Arguments: a model file, a target. */
    public static void main(String[] arguments) throws Exception {
        String text = Files.readString(Path.of(arguments[0]));
        LoadedNetwork loaded = new Variant(Target.valueOf(arguments[1]), Fusion.ALL, Loader.JANINO).load(text);
        Trial trial = new Trial(loaded, 64, 1);
        float[] output = new float[trial.network().outputSize()];
        long start = System.nanoTime();
        // Steps rather than time: on a busy machine compilers need longer.
        for (int step = 0; step < STEPS || System.nanoTime() - start < LEAST_NANOS; step++) {
            trial.step();
            trial.network().predict(trial.input(), 1, output);
        }
        System.out.println("trained " + loaded.type().getName());
    }
}
