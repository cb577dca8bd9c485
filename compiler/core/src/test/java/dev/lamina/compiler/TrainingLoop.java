package dev.lamina.compiler;

import java.nio.file.Files;
import java.nio.file.Path;

/** Trains the model of a file for some seconds: what a Java virtual machine is started for that reports what it compiles. */
final class TrainingLoop {

    private TrainingLoop() {}

    /** Arguments: a model file, a target, seconds. */
    public static void main(String[] arguments) throws Exception {
        String text = Files.readString(Path.of(arguments[0]));
        LoadedNetwork loaded = new Variant(Target.valueOf(arguments[1]), Fusion.ALL, Loader.JANINO).load(text);
        Trial trial = new Trial(loaded, 64, 1);
        float[] output = new float[trial.network().outputSize()];
        long end = System.nanoTime() + Long.parseLong(arguments[2]) * 1_000_000_000L;
        while (System.nanoTime() < end) {
            trial.step();
            trial.network().predict(trial.input(), 1, output);
        }
        System.out.println("trained " + loaded.type().getName());
    }
}
