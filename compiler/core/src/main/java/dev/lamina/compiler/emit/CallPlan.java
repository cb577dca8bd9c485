package dev.lamina.compiler.emit;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.tensor.TimeAxis;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.RecurrentState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments and results of the methods that a network's users call.
 *
 * @param model the name of the model; parameters and states of other models are refused
 */
record CallPlan(String model, List<Input> inputs, List<Output> outputs, Sequences sequences) {
    CallPlan {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Whether the class is a network with several inputs or several outputs. */
    boolean isMulti() {
        return inputs.size() > 1 || outputs.size() > 1;
    }

    /** The input of a network with one input and one output. */
    Input input() {
        return inputs.get(0);
    }

    /** The output of a network with one input and one output. */
    Output output() {
        return outputs.get(0);
    }

    Input input(String name) {
        return inputs.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Output output(String name) {
        return outputs.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    boolean hasLoss() {
        return outputs.stream().anyMatch(Output::hasLoss);
    }

    /** Whether a loss divides by the weights of labels, and not by their number. */
    boolean weighsLabels() {
        return outputs.stream().anyMatch(Output::weighsLabels);
    }

    /** The arguments that hold the inputs. */
    List<ParameterSpec> inputArguments() {
        return inputs.stream().map(Input::argument).toList();
    }

    /** The arguments that receive the outputs. */
    List<ParameterSpec> resultArguments() {
        return outputs.stream().map(each -> RuntimeTypes.floats(each.result())).toList();
    }

    /** The arguments that hold what losses compare the outputs with. */
    List<ParameterSpec> truthArguments() {
        return outputs.stream()
                .filter(Output::hasLoss)
                .map(each -> RuntimeTypes.argument(
                        each.truth() == GroundTruth.LABELS ? RuntimeTypes.INTS : RuntimeTypes.FLOATS, each.given()))
                .toList();
    }

    /** The arguments that hold the weights of the samples. */
    List<ParameterSpec> sampleWeightArguments() {
        return outputs.stream()
                .flatMap(each -> each.sampleWeights().stream())
                .map(RuntimeTypes::floats)
                .toList();
    }

    /** The arguments that hold the gradients of the outputs, for a model without a loss. */
    List<ParameterSpec> gradientArguments() {
        return outputs.stream()
                .map(each -> RuntimeTypes.floats(each.gradient()))
                .toList();
    }

    /** What an argument of a layer's method is, as {@link ClassPlan#role} says. */
    String role(String argument) {
        for (Input input : inputs) {
            if (argument.equals(input.variable())) {
                return isMulti() ? "input " + input.name() : "input";
            }
        }
        for (Output output : outputs) {
            if (isMulti() && argument.equals(output.result())) {
                return "into " + output.name();
            }
            if (isMulti() && argument.equals(output.gradient())) {
                return "outputGradient " + output.name();
            }
        }
        return argument;
    }

    /** The array that holds a value that the workspace does not hold. */
    String array(Binding binding, Phase phase) {
        return switch (binding.kind()) {
            case PARAMETER, STATISTIC, ALL_PARAMETERS -> "weights";
            case GRADIENT, ALL_GRADIENTS -> "gradientValues";
            case FIRST_MOMENT -> "state.first()";
            case SECOND_MOMENT -> "state.second()";
            case INPUT -> input(binding.name()).variable();
            case TOKENS -> input(binding.name()).copy();
            case LABELS, TARGET -> output(binding.name()).given();
            case SAMPLE_WEIGHTS -> output(binding.name()).sampleWeights().orElseThrow();
            case SINUSOIDS -> StoragePlan.Sinusoids.constant(binding.name());
            case LOSS_WEIGHTS -> output(binding.name()).weights().orElseThrow().field();
            case WHOLE_WEIGHT -> "wholeWeight(" + outputs.indexOf(output(binding.name())) + ")";
            case OUTPUT_GRADIENT -> output(binding.name()).gradient();
            case RESULT -> phase == Phase.FORWARD ? output(binding.name()).result() : "into";
            case INITIAL_STATE -> "initialState";
            case FINAL_STATE -> "finalState";
            case INITIAL_STATE_GRADIENT -> "initialStateGradient";
            case FINAL_STATE_GRADIENT -> "finalStateGradient";
            case KEPT -> throw new IllegalStateException("what is kept has no region");
        };
    }

    /** The argument with this name that holds an array of the caller. */
    ParameterSpec callersArray(String name) {
        return inputArguments().stream()
                .filter(argument -> argument.name().equals(name))
                .findFirst()
                .orElseGet(() -> RuntimeTypes.floats(name));
    }

    /** Whether an argument is an array that the caller gives for one call. */
    static boolean isGiven(ParameterSpec argument) {
        return argument.type() instanceof ArrayTypeName;
    }

    /** The field that holds an argument of a call while threads compute it. */
    static String givenField(String argument) {
        return "given" + Character.toUpperCase(argument.charAt(0)) + argument.substring(1);
    }

    /** The arrays that callers give for a call, and where the class streams, its number of steps. */
    List<ParameterSpec> givenArguments(boolean trains) {
        List<ParameterSpec> all = new ArrayList<>(inputArguments());
        all.addAll(resultArguments());
        if (trains && !hasLoss()) {
            all.addAll(gradientArguments());
        }
        if (sequences.streams()) {
            all.add(RuntimeTypes.argument(RuntimeTypes.INTS, "ofSamples"));
            all.add(RuntimeTypes.floats("initialState"));
            all.add(RuntimeTypes.floats("finalState"));
            all.add(RuntimeTypes.argument(TypeName.INT, "steps"));
        }
        return all;
    }

    /** The inputs that are floats, and so have gradients. */
    List<Input> floatInputs() {
        return inputs.stream().filter(each -> !each.holdsTokens()).toList();
    }

    /**
     * The number of elements of a value for one sample.
     *
     * @param constant the name of the public constant with the largest number
     * @param most the largest number, for the longest sequence
     * @param perStep the number for one time step; 0 if every call has {@code most} elements
     * @param ofACall the number in the current call, as a Java expression: {@code steps * 3}
     */
    record SampleSize(String constant, int most, int perStep, String ofACall) {
        /** The number of elements of one sample in a call with one time step. */
        int ofAStep() {
            return perStep > 0 ? perStep : most;
        }
    }

    /**
     * An input.
     *
     * @param name its name in the model file, for messages
     * @param argument the method argument that holds it
     * @param vocabulary the constant with the number of different tokens that it may hold; 0 if it holds floats
     * @param copy the field that keeps tokens for the backward pass
     * @param shape its shape, for comments
     */
    record Input(String name, ParameterSpec argument, SampleSize size, Constant vocabulary, String copy, String shape) {
        /** Its name in Java, which differs from {@code name} if that name is taken. */
        String variable() {
            return argument.name();
        }

        boolean holdsTokens() {
            return vocabulary.value() > 0;
        }
    }

    /** A number of the class that has a name in it. */
    record Constant(String name, int value) {}

    /**
     * An output.
     *
     * @param name its name in the model file
     * @param message its name in messages
     * @param result the method argument that receives it
     * @param truth what the loss compares it with
     * @param binary whether each number of it is the score of a label that is there or not
     * @param given the argument that holds the labels or the target, and the field with their copy
     * @param gradient the argument that holds its gradient, if the model has no loss
     * @param labels the labels, if the loss compares it with labels
     * @param weights the weights of the classes or labels of its loss, if they count differently
     * @param sampleWeights the argument that holds the weights of the samples, and the field with their copy, if its loss has such weights
     * @param shape its shape, for comments
     */
    record Output(
            String name,
            String message,
            String result,
            SampleSize size,
            GroundTruth truth,
            boolean binary,
            String given,
            String gradient,
            Optional<Labels> labels,
            Optional<LossWeights> weights,
            Optional<String> sampleWeights,
            String shape) {
        /** Whether a prediction is one class for each sample. */
        boolean isOneClass() {
            return labels.filter(each -> each.perSample().value() == 1).isPresent() && size.perStep() == 0;
        }

        /** Whether the weights may be those of scaled targets, so that predictions are scaled back; the scores of labels are not. */
        boolean mayBeScaled() {
            return truth == GroundTruth.TARGET && !binary;
        }

        boolean hasLoss() {
            return truth != GroundTruth.NONE;
        }

        /** Whether the loss divides by the weights of the labels, and not by their number. */
        boolean weighsLabels() {
            return labels.isPresent()
                    && (weights.isPresent() || labels.get().ignored().isPresent());
        }
    }

    /**
     * The labels of an output.
     *
     * @param perSample the largest number of labels of a sample
     * @param classes the number of classes; labels are whole numbers, at least 0 and less than this
     * @param ofACall the number of labels of a sample in the current call, as a Java expression
     * @param ignored the label that does not count, which may be no class
     */
    record Labels(Constant perSample, Constant classes, String ofACall, Optional<Integer> ignored) {}

    /**
     * The weights of the classes or labels of a loss.
     *
     * @param field the field that holds them
     * @param given the weights; empty if those of the training data are taken
     * @param count how many there are
     */
    record LossWeights(String field, List<Float> given, int count) {
        LossWeights {
            given = List.copyOf(given);
        }
    }

    /**
     * The sequences that a network takes.
     *
     * @param steps the largest number of time steps, if calls may have shorter sequences; else 0
     * @param streams whether the network can run step by step
     * @param states the states that a sample carries from step to step, in the order in which they lie in memory
     * @param otherAxes the time axes of values that have another number of steps
     */
    record Sequences(int steps, boolean streams, List<RecurrentState.Part> states, List<TimeAxis> otherAxes) {
        Sequences {
            otherAxes = List.copyOf(otherAxes);
            states = List.copyOf(states);
        }

        /** Whether a call may have sequences that are shorter than those in the model file. */
        boolean hasLength() {
            return steps > 0;
        }

        /**
         * What the names of the sizes and lengths of a time axis end with: nothing for that of the inputs, 2 for the next one, so {@code
         * steps2} and {@code lengths2}.
         */
        String suffix(TimeAxis axis) {
            return axis.equals(TimeAxis.DECLARED) ? "" : suffix(otherAxes.indexOf(axis));
        }

        private static String suffix(int other) {
            return "" + (other + 2);
        }

        /** The sizes of all time axes. */
        List<Symbol> sizes() {
            return suffixes().stream()
                    .flatMap(suffix -> Symbol.TIME_SIZES.stream().map(size -> size(size, suffix)))
                    .toList();
        }

        /** A size of the time axis with this suffix. */
        static Symbol size(Symbol size, String suffix) {
            return new Symbol(size.name() + suffix);
        }

        /** All suffixes. */
        List<String> suffixes() {
            List<String> all = new ArrayList<>(List.of(""));
            for (int i = 0; i < otherAxes.size(); i++) {
                all.add(suffix(i));
            }
            return all;
        }

        /** The fewest steps of a sample: values behind layers that give fewer steps have one at least. */
        int least() {
            return TimeAxis.least(otherAxes);
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
