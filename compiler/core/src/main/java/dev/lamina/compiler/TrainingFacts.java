package dev.lamina.compiler;

import dev.lamina.compiler.model.AppliedLoss;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.model.TrainSettings;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.RateSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The losses of a model and the settings of its {@code train} block, with default values for settings that the file does not have.
 *
 * @param outputs for each output, the loss that is computed from it
 * @param declared whether the file has a {@code train} block
 * @param optimizer the keyword of the optimizer: {@code sgd}
 * @param batch the number of samples of a training step
 * @param epochs the number of passes over the data
 * @param seed the seed of all random numbers of a training
 * @param shards into how many parts the samples are divided, each with its own order and gradient; 1 for plain batches
 * @param controls the other settings, each as the file has it: {@code clip norm = 1}
 * @param schedule how the learning rate changes
 * @param patience after how many epochs without a lower loss of held-out samples training ends; {@link
 *     dev.lamina.runtime.TrainingControl#NEVER} if it does not
 */
public record TrainingFacts(
        List<OutputLoss> outputs,
        boolean declared,
        String optimizer,
        int batch,
        int epochs,
        long seed,
        int shards,
        List<String> controls,
        RateSchedule schedule,
        int patience) {

    public TrainingFacts {
        outputs = List.copyOf(outputs);
        controls = List.copyOf(controls);
    }

    /**
     * The loss of one output.
     *
     * @param output the name of the output
     * @param groundTruth what the loss compares the output with; nothing if no loss reads it
     * @param function what the loss computes
     * @param ofInput whether the target is the input
     * @param weight its factor in the sum of all losses; 0 if no loss reads the output
     */
    public record OutputLoss(
            String output, GroundTruth groundTruth, LossFunction function, boolean ofInput, double weight) {

        private static OutputLoss of(String output, Optional<AppliedLoss> loss) {
            return new OutputLoss(
                    output,
                    loss.map(applied -> applied.loss().groundTruth()).orElse(GroundTruth.NONE),
                    loss.map(LossFunction::of).orElse(LossFunction.none()),
                    loss.filter(AppliedLoss::ofInput).isPresent(),
                    loss.map(AppliedLoss::weight).orElse(0.0));
        }

        /** Whether a loss is computed from the output. */
        public boolean hasLoss() {
            return groundTruth != GroundTruth.NONE;
        }
    }

    static TrainingFacts of(ShapedModel shaped) {
        TrainSettings settings = shaped.model().settings();
        List<OutputLoss> outputs = new ArrayList<>();
        for (int i = 0; i < shaped.model().outputs().size(); i++) {
            outputs.add(OutputLoss.of(shaped.model().outputs().get(i).name(), shaped.loss(i)));
        }
        return new TrainingFacts(
                outputs,
                settings.declared(),
                settings.optimizer().keyword(),
                settings.batch(),
                settings.epochs(),
                settings.seed(),
                settings.shards(),
                settings.controls().texts(),
                settings.controls().schedule(),
                settings.controls().patience());
    }

    /** Whether the model has a loss. */
    public boolean hasLoss() {
        return outputs.stream().anyMatch(OutputLoss::hasLoss);
    }

    /**
     * What the loss of a model with one output compares it with.
     *
     * @throws IllegalStateException if the model has several outputs
     */
    public GroundTruth groundTruth() {
        return only().groundTruth();
    }

    /**
     * What the loss of a model with one output computes.
     *
     * @throws IllegalStateException if the model has several outputs
     */
    public LossFunction function() {
        return only().function();
    }

    /** Whether the target of a model with one output is its input. */
    public boolean targetIsInput() {
        return outputs.size() == 1 && only().ofInput();
    }

    private OutputLoss only() {
        if (outputs.size() > 1) {
            throw new IllegalStateException("the model has several outputs: "
                    + String.join(", ", outputs.stream().map(OutputLoss::output).toList()));
        }
        return outputs.get(0);
    }
}
