package dev.lamina.compiler;

import java.nio.file.Files;
import java.nio.file.Path;

/** Trains the model of a file for some steps: what a Java virtual machine is started for that reports what it compiles. */
final class TrainingLoop {

    /** HotSpot's last tier wants 600 calls that make 15,000 together with the turns of their loops: 16 or more in each of these. */
    private static final int STEPS = 1_200;

    private static final int BATCH = 16;

    private TrainingLoop() {}

    /** Arguments: a model file, a target. */
    public static void main(String[] arguments) throws Exception {
        String text = Files.readString(Path.of(arguments[0]));
        LoadedNetwork loaded = new Variant(Target.valueOf(arguments[1]), Fusion.ALL, Loader.JANINO).load(text);
        Trial trial = new Trial(loaded, BATCH, 1);
        float[] output = new float[trial.network().outputSize()];
        for (int step = 0; step < STEPS; step++) {
            trial.step();
            trial.input().predict(trial.network(), 1, output);
        }
        System.out.println("trained " + loaded.type().getName());
    }
}
