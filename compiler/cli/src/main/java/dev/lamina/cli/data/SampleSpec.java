package dev.lamina.cli.data;

import dev.lamina.cli.console.Text;
import dev.lamina.compiler.LossFunction;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The kind and size of the inputs, labels or targets that a model needs in each sample.
 *
 * @param model its name, for messages
 * @param input the input's name, which the tensor of the samples has in a safetensors file
 * @param inputs the number of floats or tokens of one input
 * @param vocabulary how many different tokens there are, or 0 when the input holds floats
 * @param classes the number of classes, or 0 when the loss compares numbers
 * @param labels the number of labels of one sample: 1, or one for each step
 * @param targets the number of floats of one target, or 0 when the loss takes labels
 * @param leastSteps the fewest steps of a sequence
 * @param steps the most steps of a sequence, or 0 when all samples are of one size
 * @param everyStep whether there is a label or a part of the target for each step
 * @param loss what compares the output with labels or the target
 * @param targetIsInput whether the target is the input itself, so that the data have no other
 * @param ports the inputs and outputs of a model with several of them; then the other numbers are not used, except {@code inputs} for rows to
 *     predict
 * @param image the channels, rows and columns of the input; empty if it is no image
 * @param whyNoGaps the reason why steps of a sequence cannot be left out; empty if they can
 * @param weights the name of the column or the tensor with a weight for each sample; empty if all count the same
 */
public record SampleSpec(
        String model,
        String input,
        int inputs,
        int vocabulary,
        int classes,
        int labels,
        int targets,
        int leastSteps,
        int steps,
        boolean everyStep,
        LossFunction loss,
        boolean targetIsInput,
        Optional<SamplePorts> ports,
        List<Integer> image,
        Optional<String> whyNoGaps,
        Optional<String> weights) {

    /** For a model whose loss takes labels. */
    public static SampleSpec labelled(String model, String input, int inputs, int classes, int labels) {
        return numbers(model, input, inputs, 0).with(spec -> {
            spec.classes = classes;
            spec.labels = labels;
        });
    }

    /** For a model whose loss takes a target of so many floats; 0 for one without a loss. */
    public static SampleSpec numbers(String model, String input, int inputs, int targets) {
        return new SampleSpec(
                model,
                input,
                inputs,
                0,
                0,
                0,
                targets,
                1,
                0,
                false,
                LossFunction.none(),
                false,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** For a model with several inputs or outputs. */
    public static SampleSpec ofPorts(SamplePorts ports) {
        return ofPorts(ports, 0);
    }

    /** For a model with several inputs or outputs, of rows with so many numbers. */
    static SampleSpec ofPorts(SamplePorts ports, int inputs) {
        return numbers(ports.model(), "", inputs, 0).with(spec -> spec.ports = Optional.of(ports));
    }

    /** The components, to change some of them; the others stay as they are. */
    private static final class Change {
        private int inputs;
        private int vocabulary;
        private int classes;
        private int labels;
        private int targets;
        private int leastSteps;
        private int steps;
        private boolean everyStep;
        private LossFunction loss;
        private boolean targetIsInput;
        private Optional<SamplePorts> ports;
        private List<Integer> image;
        private Optional<String> whyNoGaps;
        private Optional<String> weights;

        Change(SampleSpec of) {
            inputs = of.inputs;
            vocabulary = of.vocabulary;
            classes = of.classes;
            labels = of.labels;
            targets = of.targets;
            leastSteps = of.leastSteps;
            steps = of.steps;
            everyStep = of.everyStep;
            loss = of.loss;
            targetIsInput = of.targetIsInput;
            ports = of.ports;
            image = of.image;
            whyNoGaps = of.whyNoGaps;
            weights = of.weights;
        }
    }

    private SampleSpec with(Consumer<Change> change) {
        Change to = new Change(this);
        change.accept(to);
        return new SampleSpec(
                model,
                input,
                to.inputs,
                to.vocabulary,
                to.classes,
                to.labels,
                to.targets,
                to.leastSteps,
                to.steps,
                to.everyStep,
                to.loss,
                to.targetIsInput,
                to.ports,
                to.image,
                to.whyNoGaps,
                to.weights);
    }

    /** The same with tokens for its input. */
    public SampleSpec ofTokens(int differentTokens) {
        return with(spec -> spec.vocabulary = differentTokens);
    }

    /** The same whose labels or targets this loss compares with the output. */
    public SampleSpec comparedBy(LossFunction function) {
        return with(spec -> spec.loss = function);
    }

    /**
     * Whether the target is a single yes or no, so that a table has it as a label: as 0 or 1, or as one of two words.
     */
    boolean isYesOrNo() {
        return loss.isBinary() && !targetIsInput && targets == 1 && ports.isEmpty();
    }

    /** The same with the label of one of two classes in the place of the target. */
    SampleSpec asTwoClasses() {
        return with(spec -> {
            spec.classes = 2;
            spec.labels = 1;
            spec.targets = 0;
        });
    }

    /** The same with the input as the target. */
    public SampleSpec withInputAsTarget() {
        return with(spec -> spec.targetIsInput = true);
    }

    /** The same of sequences of {@code least} to {@code most} steps. */
    public SampleSpec ofSequences(int least, int most, boolean answersEveryStep) {
        return with(spec -> {
            spec.leastSteps = least;
            spec.steps = most;
            spec.everyStep = answersEveryStep;
        });
    }

    /** The same of images with so many channels, rows and columns. */
    public SampleSpec ofImages(List<Integer> sizes) {
        return with(spec -> spec.image = List.copyOf(sizes));
    }

    /** The same of sequences whose steps cannot be left out for this reason; they can if it is empty. */
    public SampleSpec withGaps(Optional<String> whyNot) {
        return with(spec -> spec.whyNoGaps = whyNot);
    }

    /** The same with a weight for each sample, in the column or the tensor of this name. */
    public SampleSpec weighted(String name) {
        return with(spec -> spec.weights = Optional.of(name));
    }

    /** Requires that a number can be the weight of a sample. */
    static float weight(float value, Supplier<String> place) {
        if (!(value >= 0 && Float.isFinite(value))) {
            throw new DataException(place.get(), "the weight " + Text.plain(value) + " is negative or not finite");
        }
        return value;
    }

    /** The same for rows to predict: the classes are known, but rows have no labels. */
    SampleSpec withoutAnswers() {
        return with(spec -> {
            spec.labels = 0;
            spec.targets = 0;
        });
    }

    /** The same of sequences of so many steps. */
    SampleSpec ofLength(int length) {
        return with(spec -> {
            spec.inputs = inputs / steps * length;
            spec.labels = everyStep ? labels / steps * length : labels;
            spec.targets = everyStep ? targets / steps * length : targets;
            spec.steps = length;
        });
    }

    /** What each row of a table holds if so many consecutive rows make a sample: the numbers of one step. */
    SampleSpec ofRow(int rows) {
        int answered = everyStep ? rows : 1;
        return with(spec -> {
            spec.inputs = inputs / rows;
            spec.labels = labels / answered;
            spec.targets = targets / answered;
            spec.steps = 0;
            spec.everyStep = false;
            spec.image = List.of();
        });
    }

    /** Whether the loss takes labels rather than a target. */
    boolean wantsLabels() {
        return classes > 0;
    }

    /** The name of another tensor in a file of inputs: {@code name}, or {@code name_} if the input itself is called so. */
    public static String beside(String name, String input) {
        return name.equals(input) ? name + "_" : name;
    }

    /** Whether the input holds tokens rather than floats. */
    boolean wantsTokens() {
        return vocabulary > 0;
    }

    /** The number of columns of a table for labels or the target. */
    int answers() {
        return wantsLabels() ? labels : targets;
    }

    /** Converts a number to a label; throws if it is none. */
    int label(double value, Supplier<String> place) {
        if (value != Math.rint(value)) {
            throw new DataException(
                    place.get(),
                    "the label " + Text.plain(value) + " is not a whole number"
                            + "; a model that tells numbers ends with `fc(1)` and has a loss such as mse");
        }
        if (loss.ignores(value)) {
            return (int) value;
        }
        if (value < 0 || value >= classes) {
            throw new DataException(
                    place.get(),
                    "the label " + Text.plain(value) + " is outside 0 .. " + (classes - 1) + " (" + model + " has "
                            + classes + " classes)" + meant(value));
        }
        return (int) value;
    }

    /** What a label that is no class was probably meant to be. */
    private String meant(double value) {
        if (loss.isBinary()) {
            return value == 2
                    ? "; the answers are 0 and 1: if these are 1 and 2, subtract 1"
                    : value == -1 ? "; the answers are 0 and 1: write 0 for -1" : "";
        }
        if (value == classes) {
            return "; labels count from 0: if these count from 1, subtract 1, or give the model " + (classes + 1)
                    + " classes";
        }
        boolean name = Math.abs(value) <= 1 << 24; // also what a loss can ignore
        if (value > 0) {
            return name
                    ? "; numbers are those of classes, from 0: if these are names, a table takes words, such as class"
                            + Text.plain(value)
                    : "";
        }
        return name
                ? "; if it stands for none, `ignore = " + Text.plain(value) + "` in the loss leaves such samples out"
                : "";
    }

    /** Requires that a number can be part of the target. */
    float target(float value, Supplier<String> place) {
        if (loss.isBinary() && !targetIsInput && !(value >= 0 && value <= 1)) {
            throw new DataException(
                    place.get(),
                    "the target " + Text.plain(value) + " is outside 0 .. 1, but the " + loss.keyword() + " of " + model
                            + " needs 1 for a label that is there and 0 for one that is not");
        }
        return value;
    }

    /** Converts a number to the length of a sequence; throws if it is none. */
    int length(double value, Supplier<String> place) {
        if (value != Math.rint(value) || value < leastSteps || value > steps) {
            throw new DataException(
                    place.get(),
                    Text.plain(value) + " is no number of steps: samples have " + leastSteps + " .. " + steps
                            + " here");
        }
        return (int) value;
    }

    /** Requires that a number can be number {@code index} of an input of floats. */
    float input(int index, float value, Supplier<String> place) {
        return ports.isPresent() ? ports.get().requireInput(index, value, place) : value;
    }

    /** Converts a number to a token; throws if it is none. */
    int token(double value, Supplier<String> place) {
        if (value != Math.rint(value) || value < 0 || value >= vocabulary) {
            throw new DataException(
                    place.get(),
                    Text.plain(value) + " is no token of " + model + ": they are whole numbers, 0 .. "
                            + (vocabulary - 1));
        }
        return (int) value;
    }
}
