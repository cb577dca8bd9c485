package dev.lamina.examples.iris;

import dev.lamina.examples.iris.model.Iris;
import java.nio.file.Path;

/** Predicts one plant. */
public final class Predict {
    private Predict() {}

    /** Argument: the weights. */
    public static void main(String[] arguments) {
        Iris iris = Iris.load(Path.of(arguments[0]));
        String species = iris.label(new float[] {5.1f, 3.5f, 1.4f, 0.2f});
        System.out.println(species); // setosa

        float[] lengths = {6.3f, 2.5f, 5.0f, 1.9f};
        float[] probabilities = new float[Iris.OUTPUT_SIZE];
        iris.probabilities(lengths, 1, probabilities);
        for (int i = 0; i < probabilities.length; i++) {
            System.out.println(iris.parameters().preprocessing().label(i) + " " + probabilities[i]);
        }
    }
}
