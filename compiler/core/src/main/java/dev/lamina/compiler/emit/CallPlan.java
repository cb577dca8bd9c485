package dev.lamina.compiler.emit;

import com.palantir.javapoet.ParameterSpec;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.RecurrentState;
import java.util.List;
import java.util.Optional;

/**
 * The arguments and results of calls of a network.
 *
 * @param model the name of the model, which parameters and states belong to
 */
record CallPlan(String model, Input input, Output output, Sequences sequences) {

    /**
     * How many numbers of a value belong to one sample.
     *
     * @param most the largest number, that of the longest sequence
     * @param perStep the numbers of one step; 0 if no call has fewer than {@code most}
     * @param ofACall the number in a call, as Java: {@code steps * 3}
     */
    record SampleSize(int most, int perStep, String ofACall) {
        /** The numbers of a sample in a call of one step. */
        int ofAStep() {
            return perStep > 0 ? perStep : most;
        }
    }

    /**
     * The input.
     *
     * @param name its name in the model file, for messages
     * @param argument the argument of a method that takes it
     * @param vocabulary how many different tokens it may hold; 0 if it holds floats
     */
    record Input(String name, ParameterSpec argument, SampleSize size, int vocabulary) {
        /** Its name in Java, which differs from {@code name} where that is taken. */
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
     * @param truth what training compares it with
     * @param labels the labels, if it is compared with labels
     */
    record Output(SampleSize size, GroundTruth truth, Optional<Labels> labels) {
        /** Whether a prediction is one class for each sample. */
        boolean isOneClass() {
            return labels.filter(each -> each.perSample() == 1).isPresent() && size.perStep() == 0;
        }

        /** Whether targets may have been scaled for training. Predictions are scaled back then. */
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
     * @param classes how many classes there are; labels are whole numbers from 0 to below that
     * @param ofACall how many labels a sample has in a call, as Java
     */
    record Labels(int perSample, int classes, String ofACall) {}

    /**
     * The sequences that a network takes.
     *
     * @param steps the most steps of a sequence, if calls may have shorter ones; else 0
     * @param streams whether the network can be run step by step
     * @param states what a sample carries from step to step, in the order of its row
     */
    record Sequences(int steps, boolean streams, List<RecurrentState.Part> states) {
        Sequences {
            states = List.copyOf(states);
        }

        /** Whether a call may have sequences that are shorter than the model says. */
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
