package dev.lamina.cli.run;

import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.Padding;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What {@code lamina run} feeds to a network.
 *
 * @param batch samples, of each step if there are steps
 * @param data the arrays of all inputs, and of what belongs to the outputs; those of what is not needed are empty
 * @param sequences how long its samples are
 */
public record RunInputs(int batch, NetworkBatch data, StateTensors states, SequenceLengths sequences) {

    /** The tensors that an input file must have besides the model's inputs. */
    public enum Companion {
        NOTHING,
        /** The labels or the target of each output with a loss. */
        TRUTH,
        /** The gradient of each output. */
        OUTPUT_GRADIENT;

        /** The name in a file of the tensor that an output needs; empty if it needs none. */
        private Optional<String> name(ModelFacts facts, int output) {
            return switch (this) {
                case NOTHING -> Optional.empty();
                case OUTPUT_GRADIENT -> Optional.of(gradient(facts, output));
                case TRUTH ->
                    switch (facts.groundTruth(output)) {
                        case LABELS -> Optional.of(facts.beside("labels", output));
                        case TARGET ->
                            facts.training().targetIsInput()
                                    ? Optional.empty()
                                    : Optional.of(facts.beside("target", output));
                        case NONE -> Optional.empty();
                    };
            };
        }
    }

    private static String gradient(ModelFacts facts, int output) {
        return facts.beside("grad_output", output);
    }

    /** The samples of a model with one input. */
    public NetworkInput input() {
        return data.input(0);
    }

    /** The labels of a model with one output. */
    public int[] labels() {
        return data.labels(0);
    }

    /** The target of a model with one output. */
    public float[] target() {
        return data.target(0);
    }

    /** The gradient of the output of a model with one output. */
    public float[] outputGradient() {
        return data.outputGradient(0);
    }

    /**
     * Reads and checks a file of tensors.
     *
     * @param steps the size of the leading steps axis, if there is one; then states are not taken
     * @param gradients whether gradients of final states may be given
     */
    public static RunInputs read(
            Path file, ModelFacts facts, Optional<Integer> steps, Companion companion, boolean gradients) {
        InputTensors given = new InputTensors(file, facts.name(), Safetensors.read(file));
        List<String> axes = steps.map(count -> List.of(count.toString(), "N")).orElse(List.of("N"));
        int first = first(facts);
        Optional<int[]> leading = leading(given, facts, first, axes);
        if (leading.isPresent() && steps.isPresent() && leading.get()[0] != steps.get()) {
            given.problem("the tensor `" + facts.inputName(first) + "` holds " + Text.count(leading.get()[0], "step")
                    + ", but --steps is " + steps.get());
            leading = Optional.empty();
        }
        if (leading.isEmpty()) {
            need(given, facts, companion);
            given.finish();
        }
        int[] sizes = leading.orElseThrow();
        int length = facts.mostSteps() == 0 ? 0 : sizes[sizes.length - 1];
        int[] axesSizes = length == 0 ? sizes : Arrays.copyOf(sizes, sizes.length - 1);
        StateTensors states =
                steps.isPresent() ? StateTensors.NONE : StateTensors.read(given, facts, axesSizes[0], gradients);
        Optional<Padding> padding =
                steps.isPresent() || length == 0 ? Optional.empty() : padding(given, facts, axesSizes[0], length);
        padding.ifPresent(each -> clearPadding(given, facts, companion, each));
        NetworkBatch data = read(given, facts.ofLength(length), axesSizes, companion);
        given.finish();
        return new RunInputs(axesSizes[axesSizes.length - 1], data, states, SequenceLengths.of(length, padding));
    }

    /** Which steps of each sample are there, as a tensor of the file says, if one does. */
    private static Optional<Padding> padding(InputTensors given, ModelFacts facts, int batch, int length) {
        Optional<Padding> lengths = given.lengths(facts.besideInputs("lengths"), batch, facts.leastSteps(), length)
                .map(each -> new Padding(length, each));
        Optional<Padding> mask = given.mask(facts.besideInputs("mask"), batch, facts.leastSteps(), length);
        mask.flatMap(each -> facts.model().sequences().whyNoGaps())
                .ifPresent(why -> given.problem(facts.name() + " cannot leave steps out, as the mask says: " + why));
        if (lengths.isPresent() && mask.isPresent()) {
            given.problem("of `mask` and `lengths` one is enough: a mask has 0 behind the last step");
        }
        return lengths.or(() -> mask);
    }

    /** The input that tells the number of samples and steps: the first sequence, if sequences may have several lengths. */
    private static int first(ModelFacts facts) {
        for (int i = 0; facts.mostSteps() > 0 && i < facts.inputs(); i++) {
            if (facts.model().inputs().get(i).hasSteps()) {
                return i;
            }
        }
        return 0;
    }

    /** Notes all tensors that are needed, when their shapes cannot be known. */
    private static void need(InputTensors given, ModelFacts facts, Companion companion) {
        for (int i = 0; i < facts.inputs(); i++) {
            given.need(facts.inputName(i));
        }
        for (int i = 0; i < facts.outputs(); i++) {
            companion.name(facts, i).ifPresent(given::need);
        }
    }

    private static void clearPadding(InputTensors given, ModelFacts facts, Companion companion, Padding padding) {
        for (int i = 0; i < facts.inputs(); i++) {
            if (facts.model().inputs().get(i).hasSteps()) {
                given.clearPadding(facts.inputName(i), padding);
            }
        }
        for (int i = 0; i < facts.outputs(); i++) {
            if (facts.everyStep(i)) {
                companion.name(facts, i).ifPresent(name -> given.clearPadding(name, padding));
            }
        }
    }

    /** The sizes of an input's leading axes: steps of training and samples, and the steps of sequences if their number may differ. */
    private static Optional<int[]> leading(InputTensors given, ModelFacts facts, int input, List<String> axes) {
        String name = facts.inputName(input);
        List<Integer> shape = facts.inputShape(input);
        int most = facts.mostSteps();
        if (most == 0) {
            return given.leading(name, axes, shape);
        }
        List<String> more = new ArrayList<>(axes);
        int least = facts.leastSteps();
        more.add(most == least ? "" + most : least + " .. " + most);
        Optional<int[]> leading = given.leading(name, more, shape.subList(1, shape.size()));
        if (leading.isPresent() && leading.get()[axes.size()] > most) {
            given.problem("the tensor `" + name + "` has " + Text.count(leading.get()[axes.size()], "step")
                    + " a sample, but " + facts.name() + " has room for " + most);
            return Optional.empty();
        }
        if (leading.isPresent() && leading.get()[axes.size()] < least) {
            given.problem("the tensor `" + name + "` has " + Text.count(leading.get()[axes.size()], "step")
                    + " a sample, but " + facts.name() + " needs " + least + " or more");
            return Optional.empty();
        }
        return leading;
    }

    private static NetworkBatch read(InputTensors given, ModelFacts facts, int[] leading, Companion companion) {
        NetworkBatch data = NetworkBatch.of(facts.model());
        for (int i = 0; i < facts.inputs(); i++) {
            String name = facts.inputName(i);
            data.input(
                    i,
                    facts.vocabulary(i) > 0
                            ? NetworkInput.of(given.tokens(name, leading, facts.inputShape(i), facts.vocabulary(i)))
                            : NetworkInput.of(given.floats(name, leading, facts.inputShape(i))));
        }
        for (int i = 0; i < facts.outputs(); i++) {
            Optional<String> name = companion.name(facts, i);
            if (name.isEmpty()) {
                if (companion == Companion.NOTHING) {
                    given.tolerate(gradient(facts, i)); // the same file serves with and without --grad
                } else if (facts.training().targetIsInput()) {
                    data.target(i, data.input(i).floats());
                }
            } else if (companion == Companion.OUTPUT_GRADIENT) {
                data.outputGradient(i, given.floats(name.get(), leading, facts.outputShape(i)));
            } else if (facts.groundTruth(i) == GroundTruth.LABELS) {
                data.labels(i, given.labels(name.get(), leading, facts.labelShape(i), facts.classes(i), facts.loss(i)));
            } else {
                float[] target = given.floats(name.get(), leading, facts.outputShape(i));
                data.target(i, facts.loss(i).isBinary() ? given.probabilities(name.get(), target) : target);
            }
        }
        return data;
    }

    /** The inputs of one of several training steps. */
    public RunInputs step(ModelFacts facts, int step, int steps) {
        NetworkBatch one = NetworkBatch.of(facts.model());
        for (int i = 0; i < facts.inputs(); i++) {
            NetworkInput all = data.input(i);
            one.input(i, all.part(all.length() / steps * step, all.length() / steps * (step + 1)));
        }
        for (int i = 0; i < facts.outputs(); i++) {
            one.labels(i, slice(data.labels(i), step, steps));
            one.target(i, slice(data.target(i), step, steps));
        }
        return new RunInputs(batch, one, states, sequences);
    }

    private static float[] slice(float[] all, int step, int steps) {
        int size = all.length / steps;
        return Arrays.copyOfRange(all, step * size, (step + 1) * size);
    }

    private static int[] slice(int[] all, int step, int steps) {
        int size = all.length / steps;
        return Arrays.copyOfRange(all, step * size, (step + 1) * size);
    }
}
