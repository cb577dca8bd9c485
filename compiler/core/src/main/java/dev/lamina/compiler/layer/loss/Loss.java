package dev.lamina.compiler.layer.loss;

import dev.lamina.compiler.layer.Inference;
import dev.lamina.compiler.layer.Inputs;
import dev.lamina.compiler.layer.Scope;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.GroundTruth;
import java.util.List;
import java.util.Optional;

/** What training minimises: its shape rule, its value and its gradient. */
public interface Loss {
    /** The argument {@code weight}, which every loss has. */
    ArgumentKind WEIGHT = ArgumentKind.number(
                    "weight", "1", 0, Float.MAX_VALUE, "factor of this loss in the sum of all losses")
            .inTrainingOnly();

    /** The argument {@code target}, which every loss has that compares with a target. */
    ArgumentKind TARGET = ArgumentKind.word(
                    "target",
                    "data",
                    List.of("data", "input"),
                    "where the target comes from: the data, or the input, which an autoencoder learns to give back")
            .inTrainingOnly();

    /** The argument {@code sample_weights}, which every loss has. */
    ArgumentKind SAMPLE_WEIGHTS = ArgumentKind.flag(
                    "sample_weights",
                    false,
                    "whether each sample counts as much as a number that comes beside its labels or its target")
            .inTrainingOnly();

    /** The name under which the scope of a loss keeps the weights of the samples, if it has any. */
    String WEIGHTS_OF_SAMPLES = "sample weights";

    /** The name under which the scope of a loss keeps the weights of its classes or labels, if it has any. */
    String CLASS_WEIGHTS = "class weights";

    /** The name under which the scope of a loss keeps the weight of the labels of the whole batch, in a model with shards. */
    String WHOLE_WEIGHT = "whole weight";

    /** Its keyword. */
    String keyword();

    /** The shape rule: accepts or refuses the model's output. The shape that it returns is that of the ground truth. */
    Inference infer(Inputs inputs);

    /** What it compares the output with: labels or a target. */
    GroundTruth groundTruth();

    /** The keyword of the layer whose function the loss applies itself: that layer before the loss would apply it twice. */
    default Optional<String> applies() {
        return Optional.empty();
    }

    /** What it computes where frameworks differ, in words. */
    String semantics();

    /** Whether it takes each number of the output as the score of a label that is there or not: a score above 0 says that it is. */
    default boolean isBinary() {
        return false;
    }

    /** How much its classes count, or the labels that are there. */
    default ClassWeights classWeights() {
        return new ClassWeights(List.of(), false);
    }

    /** The number of classes or labels that have a weight, for an output of this shape. */
    default int weightCount(Shape output) {
        return 0;
    }

    /** Whether it divides by the weights of the labels of a batch, and not by their number. */
    default boolean weighsLabels() {
        return false;
    }

    /** The label that does not count. */
    default Optional<Integer> ignored() {
        return Optional.empty();
    }

    /**
     * The loss of one element of a target in double precision, for programs that measure it.
     *
     * @param weight the weight of its label where that is there
     * @throws UnsupportedOperationException if it compares with labels
     */
    default double of(double y, double target, double weight) {
        throw new UnsupportedOperationException(keyword());
    }

    /**
     * The loss of one label in double precision, for programs that measure it. The mean divides the sum of these by the weights of the
     * labels.
     *
     * @param scores the scores of all classes, from place {@code at} on
     * @throws UnsupportedOperationException if it compares with a target
     */
    default double of(float[] scores, int at, int classes, int label, double[] classWeights) {
        throw new UnsupportedOperationException(keyword());
    }

    /** The sizes of one sample's labels, for an output of this shape: empty for one label. */
    default List<Integer> labels(Shape output) {
        return output instanceof Shape.Sequence sequence ? List.of(sequence.steps()) : List.of();
    }

    /** Adds the operations of its value, a scalar: the mean over the batch. {@code truth} are the labels or the target. */
    Value forward(Scope scope, Value output, Value truth);

    /** Adds the operations of the gradient of the output, and returns it. */
    Value backward(Scope scope, Value output, Value truth);
}
