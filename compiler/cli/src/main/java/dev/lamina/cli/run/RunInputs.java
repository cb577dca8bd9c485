package dev.lamina.cli.run;

import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.Padding;
import dev.lamina.cli.data.SampleSpec;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What {@code lamina run} feeds to a network; arrays of what is not needed are empty.
 *
 * @param batch samples, of each step if there are steps
 * @param sequences how long its samples are
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and networks take arrays
public record RunInputs(
        int batch,
        NetworkInput input,
        int[] labels,
        float[] target,
        float[] outputGradient,
        StateTensors states,
        SequenceLengths sequences) {

    /** The tensor that an input file must have besides the model's input. */
    public enum Companion {
        NOTHING(""),
        LABELS("labels"),
        TARGET("target"),
        OUTPUT_GRADIENT("grad_output");

        private final String tensor;

        Companion(String tensor) {
            this.tensor = tensor;
        }

        /** Its name in a file for this model. */
        private String name(ModelFacts facts) {
            return SampleSpec.beside(tensor, facts.inputName());
        }
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
        Optional<int[]> leading = leading(given, facts, axes);
        if (leading.isPresent() && steps.isPresent() && leading.get()[0] != steps.get()) {
            given.problem("the tensor `" + facts.inputName() + "` holds " + Text.count(leading.get()[0], "step")
                    + ", but --steps is " + steps.get());
            leading = Optional.empty();
        }
        if (leading.isEmpty()) {
            if (companion != Companion.NOTHING) {
                given.need(companion.name(facts));
            }
            given.finish();
        }
        int[] sizes = leading.orElseThrow();
        int length = facts.mostSteps() == 0 ? 0 : sizes[sizes.length - 1];
        int[] axesSizes = length == 0 ? sizes : Arrays.copyOf(sizes, sizes.length - 1);
        StateTensors states =
                steps.isPresent() ? StateTensors.NONE : StateTensors.read(given, facts, axesSizes[0], gradients);
        Optional<int[]> lengths = steps.isPresent() || length == 0
                ? Optional.empty()
                : given.lengths(SampleSpec.beside("lengths", facts.inputName()), axesSizes[0], length);
        lengths.ifPresent(each -> clearPadding(given, facts, companion, new Padding(length, each)));
        SequenceLengths sequences = new SequenceLengths(length, lengths);
        RunInputs inputs = read(given, facts.ofLength(length), axesSizes, companion, states, sequences);
        given.finish();
        return inputs;
    }

    private static void clearPadding(InputTensors given, ModelFacts facts, Companion companion, Padding padding) {
        given.clearPadding(facts.inputName(), padding);
        if (facts.everyStep()) {
            given.clearPadding(companion.name(facts), padding);
        }
    }

    /** The sizes of the input's leading axes: steps of training and samples, and the steps of sequences if their number may differ. */
    private static Optional<int[]> leading(InputTensors given, ModelFacts facts, List<String> axes) {
        int most = facts.mostSteps();
        if (most == 0) {
            return given.leading(facts.inputName(), axes, facts.inputShape());
        }
        List<String> more = new ArrayList<>(axes);
        more.add(most == 1 ? "1" : "1 .. " + most);
        List<Integer> step = facts.inputShape().subList(1, facts.inputShape().size());
        Optional<int[]> leading = given.leading(facts.inputName(), more, step);
        if (leading.isPresent() && leading.get()[axes.size()] > most) {
            given.problem("the tensor `" + facts.inputName() + "` has "
                    + Text.count(leading.get()[axes.size()], "step") + " a sample, but " + facts.name()
                    + " has room for " + most);
            return Optional.empty();
        }
        return leading;
    }

    private static RunInputs read(
            InputTensors given,
            ModelFacts facts,
            int[] leading,
            Companion companion,
            StateTensors states,
            SequenceLengths sequences) {
        NetworkInput input = facts.takesTokens()
                ? NetworkInput.of(given.tokens(facts.inputName(), leading, facts.inputShape(), facts.vocabulary()))
                : NetworkInput.of(given.floats(facts.inputName(), leading, facts.inputShape()));
        int[] labels = new int[0];
        float[] target = new float[0];
        float[] outputGradient = new float[0];
        switch (companion) {
            case LABELS -> labels = given.labels(companion.name(facts), leading, facts.labelShape(), facts.classes());
            case TARGET -> target = given.floats(companion.name(facts), leading, facts.outputShape());
            case OUTPUT_GRADIENT -> outputGradient = given.floats(companion.name(facts), leading, facts.outputShape());
            // The same file serves with and without --grad.
            case NOTHING -> given.tolerate(Companion.OUTPUT_GRADIENT.name(facts));
        }
        return new RunInputs(leading[leading.length - 1], input, labels, target, outputGradient, states, sequences);
    }

    /** The inputs of one of several training steps. */
    public RunInputs step(int step, int steps) {
        return new RunInputs(
                batch,
                input.part(input.length() / steps * step, input.length() / steps * (step + 1)),
                slice(labels, step, steps),
                slice(target, step, steps),
                outputGradient,
                states,
                sequences);
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
