package dev.lamina.compiler;

import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.model.TrainSettings;
import dev.lamina.runtime.GroundTruth;

/**
 * How a model is trained unless its user decides otherwise: its loss and its {@code train} block, with presets for what the file does not
 * say.
 *
 * @param groundTruth what the loss compares the output with
 * @param labelSmoothing how much of each label the loss shares out among all classes
 * @param declared whether the file has a {@code train} block
 * @param optimizer the word that the optimizer is written with: {@code sgd}
 * @param batch samples of a step
 * @param epochs passes over the data
 * @param seed the number behind everything random
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
