package dev.lamina.compiler;

import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.model.TrainSettings;
import dev.lamina.runtime.GroundTruth;

/**
 * The loss of a model and the settings of its {@code train} block, with default values for settings that the file does not have.
 *
 * @param groundTruth what the loss compares the output with
 * @param labelSmoothing the part of each label that the loss distributes evenly among all classes
 * @param declared whether the file has a {@code train} block
 * @param optimizer the keyword of the optimizer: {@code sgd}
 * @param batch the number of samples of a training step
 * @param epochs the number of passes over the data
 * @param seed the seed of all random numbers of a training
 */
public record TrainingFacts(
        GroundTruth groundTruth,
        double labelSmoothing,
        boolean declared,
        String optimizer,
        int batch,
        int epochs,
        long seed) {

    static TrainingFacts of(ShapedModel shaped) {
        TrainSettings settings = shaped.model().settings();
        return new TrainingFacts(
                shaped.groundTruth(),
                shaped.model().loss().map(applied -> applied.loss().smoothing()).orElse(0.0),
                settings.declared(),
                settings.optimizer().keyword(),
                settings.batch(),
                settings.epochs(),
                settings.seed());
    }

    /** Whether the model has a loss. */
    public boolean hasLoss() {
        return groundTruth != GroundTruth.NONE;
    }
}
