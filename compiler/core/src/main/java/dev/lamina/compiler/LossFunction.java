package dev.lamina.compiler;

import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.model.AppliedLoss;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the loss of an output computes, in double precision: for programs that measure how well a network predicts, or that check its
 * gradients.
 */
public final class LossFunction {
    private static final LossFunction NONE = new LossFunction(Optional.empty(), false);

    private final Optional<Loss> loss;
    private final boolean weighsSamples;

    private LossFunction(Optional<Loss> loss, boolean weighsSamples) {
        this.loss = loss;
        this.weighsSamples = weighsSamples;
    }

    /** That of an output that no loss reads. */
    public static LossFunction none() {
        return NONE;
    }

    static LossFunction of(AppliedLoss applied) {
        return new LossFunction(Optional.of(applied.loss()), applied.sampleWeights());
    }

    /** The keyword of the loss: {@code mse}; empty if no loss reads the output. */
    public String keyword() {
        return loss.map(Loss::keyword).orElse("");
    }

    /** Whether it takes each number of the output as the score of a label that is there or not: a score above 0 says that it is. */
    public boolean isBinary() {
        return loss.filter(Loss::isBinary).isPresent();
    }

    /**
     * The weights of classes, or of labels that are there, as the model file has them: one for each class; for labels one, or one for each.
     * Empty if there are none, or if they are {@link #isBalanced balanced}.
     */
    public List<Double> weights() {
        return loss.map(each -> each.classWeights().given()).orElse(List.of());
    }

    /** Whether the weights are counted from the training data. */
    public boolean isBalanced() {
        return loss.filter(each -> each.classWeights().balanced()).isPresent();
    }

    /** Whether labels count differently: classes have weights, or a label does not count. */
    public boolean isCounted() {
        return loss.filter(
                        each -> each.classWeights().areThere() || each.ignored().isPresent())
                .isPresent();
    }

    /** Whether each sample counts as much as the caller says. */
    public boolean weighsSamples() {
        return weighsSamples;
    }

    /** Whether a label does not count. */
    public boolean ignores(double label) {
        return loss.flatMap(Loss::ignored).filter(ignored -> ignored == label).isPresent();
    }

    /**
     * The loss of one element of an output that is compared with a target.
     *
     * @param weight the weight of its label where that is there; for other losses than that of labels any number
     * @throws UnsupportedOperationException if the output is compared with labels
     */
    public double ofElement(double output, double target, double weight) {
        return only().of(output, target, weight);
    }

    /**
     * The loss of one label. The mean is the sum of these divided by the sum of the weights of the labels, and leaves out ignored ones.
     *
     * @param scores the scores of all classes, from place {@code at} on
     * @param label the number of the right class
     * @param weights the weight of each class
     * @throws UnsupportedOperationException if the output is compared with a target
     */
    public double ofLabel(float[] scores, int at, int classes, int label, double[] weights) {
        return only().of(scores, at, classes, label, weights);
    }

    private Loss only() {
        return loss.orElseThrow(() -> new UnsupportedOperationException("no loss reads the output"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LossFunction function
                && loss.equals(function.loss)
                && weighsSamples == function.weighsSamples;
    }

    @Override
    public int hashCode() {
        return Objects.hash(loss, weighsSamples);
    }

    @Override
    public String toString() {
        return loss.map(Object::toString).orElse("none");
    }
}
