package dev.lamina.compiler.emit;

import com.palantir.javapoet.ParameterSpec;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.RecurrentState;
import java.util.List;
import java.util.Optional;

/**
 * The arguments and results of the methods that a network's users call.
 *
 * @param model the name of the model; parameters and states of other models are refused
 */
record CallPlan(String model, Input input, Output output, Sequences sequences) {

    /**
     * The number of elements of a value for one sample.
     *
     * @param most the largest number, for the longest sequence
     * @param perStep the number for one time step; 0 if every call has {@code most} elements
     * @param ofACall the number in the current call, as a Java expression: {@code steps * 3}
     */
    record SampleSize(int most, int perStep, String ofACall) {
        /** The number of elements of one sample in a call with one time step. */
        int ofAStep() {
            return perStep > 0 ? perStep : most;
        }
    }

    /**
     * The input.
     *
     * @param name its name in the model file, for messages
     * @param argument the method argument that holds it
     * @param vocabulary the number of different tokens that it may hold; 0 if it holds floats
     */
    record Input(String name, ParameterSpec argument, SampleSize size, int vocabulary) {
        /** Its name in Java, which differs from {@code name} if that name is taken. */
        String variable() {
            return argument.name();
        }

        boolean holdsTokens() {
            return vocabulary > 0;
        }
    }

    /**
     * The output.
     *
     * @param truth what the loss compares it with
     * @param labels the labels, if the loss compares it with labels
     */
    record Output(SampleSize size, GroundTruth truth, Optional<Labels> labels) {
        /** Whether a prediction is one class for each sample. */
        boolean isOneClass() {
            return labels.filter(each -> each.perSample() == 1).isPresent() && size.perStep() == 0;
        }

        /** Whether the weights may be those of scaled targets. If so, predictions are scaled back. */
        boolean mayBeScaled() {
            return truth == GroundTruth.TARGET;
        }

        boolean hasLoss() {
            return truth != GroundTruth.NONE;
        }
    }

    /**
     * The labels of an output.
     *
     * @param perSample the largest number of labels of a sample
     * @param classes the number of classes; labels are whole numbers, at least 0 and less than this
     * @param ofACall the number of labels of a sample in the current call, as a Java expression
     */
    record Labels(int perSample, int classes, String ofACall) {}

    /**
     * The sequences that a network takes.
     *
     * @param steps the largest number of time steps, if calls may have shorter sequences; else 0
     * @param streams whether the network can run step by step
     * @param states the states that a sample carries from step to step, in the order in which they lie in memory
     */
    record Sequences(int steps, boolean streams, List<RecurrentState.Part> states) {
        Sequences {
            states = List.copyOf(states);
        }

        /** Whether a call may have sequences that are shorter than those in the model file. */
        boolean hasLength() {
            return steps > 0;
        }

        boolean hasStates() {
            return !states.isEmpty();
        }

        /** The floats of one sample's states. */
        int stateFloats() {
            return states.stream().mapToInt(RecurrentState.Part::floats).sum();
        }
    }
}
