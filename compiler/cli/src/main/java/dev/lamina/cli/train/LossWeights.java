package dev.lamina.cli.train;

import dev.lamina.compiler.LossFunction;
import dev.lamina.runtime.Preprocessing;
import java.util.Arrays;
import java.util.List;

/** The weights of the classes or labels of a loss, as a network uses them. */
final class LossWeights {

    private LossWeights() {}

    /**
     * A weight for each class or label: those of the model file, those that were counted, or 1.
     *
     * @param count the number of classes or labels
     */
    static double[] of(LossFunction loss, int count, Preprocessing trained) {
        List<? extends Number> given = loss.isBalanced() ? trained.classWeights() : loss.weights();
        double[] weights = new double[count];
        Arrays.fill(weights, 1);
        for (int i = 0; i < count && !given.isEmpty(); i++) {
            weights[i] = given.get(given.size() == 1 ? 0 : i).doubleValue();
        }
        return weights;
    }
}
