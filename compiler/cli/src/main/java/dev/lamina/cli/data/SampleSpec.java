package dev.lamina.cli.data;

import java.util.function.Supplier;

/**
 * What a model wants of each sample.
 *
 * @param model its name, for messages
 * @param input the input's name, under which a safetensors file holds the samples
 * @param inputs floats or tokens of one input
 * @param vocabulary how many different tokens there are, or 0 when the input holds floats
 * @param classes the number of classes, or 0 when the loss compares numbers
 * @param labels labels of one sample: 1, or one for each step
 * @param targets floats of one target, or 0 when the loss wants labels
 * @param steps the most steps of a sequence, or 0 when all samples are of one size
 * @param everyStep whether there is a label or a part of the target for each step
 */
public record SampleSpec(
        String model,
        String input,
        int inputs,
        int vocabulary,
        int classes,
        int labels,
        int targets,
        int steps,
        boolean everyStep) {

    /** A model that wants labels. */
    public static SampleSpec labelled(String model, String input, int inputs, int classes, int labels) {
        return new SampleSpec(model, input, inputs, 0, classes, labels, 0, 0, false);
    }

    /** A model that wants numbers per sample. */
    public static SampleSpec numbers(String model, String input, int inputs, int targets) {
        return new SampleSpec(model, input, inputs, 0, 0, 0, targets, 0, false);
    }

    /** The same with tokens for its input. */
    public SampleSpec ofTokens(int differentTokens) {
        return new SampleSpec(model, input, inputs, differentTokens, classes, labels, targets, steps, everyStep);
    }

    /** The same of sequences that may have fewer steps than {@code most}. */
    public SampleSpec ofSequences(int most, boolean answersEveryStep) {
        return new SampleSpec(model, input, inputs, vocabulary, classes, labels, targets, most, answersEveryStep);
    }

    /** The same of rows that have nothing but inputs. */
    SampleSpec withoutAnswers() {
        return new SampleSpec(model, input, inputs, vocabulary, classes, 0, 0, steps, everyStep);
    }

    /** The same of sequences of so many steps. */
    SampleSpec ofLength(int length) {
        return new SampleSpec(
                model,
                input,
                inputs / steps * length,
                vocabulary,
                classes,
                everyStep ? labels / steps * length : labels,
                everyStep ? targets / steps * length : targets,
                length,
                everyStep);
    }

    /** The same without labels or targets, for data that are only predicted. */
    public SampleSpec ofInputs() {
        return new SampleSpec(model, input, inputs, vocabulary, 0, 0, 0, steps, false);
    }

    /** Whether the loss wants labels rather than numbers. */
    boolean wantsLabels() {
        return classes > 0;
    }

    /** The name of a tensor that lies beside the input's in a file: with a `_` behind it where the input is called so. */
    public static String beside(String name, String input) {
        return name.equals(input) ? name + "_" : name;
    }

    /** Whether the input holds tokens rather than floats. */
    boolean wantsTokens() {
        return vocabulary > 0;
    }

    /** Columns beside the inputs. */
    int answers() {
        return wantsLabels() ? labels : targets;
    }

    /** Returns the label that a number stands for, or says why it cannot be one. */
    int label(double value, Supplier<String> place) {
        if (value != Math.rint(value)) {
            throw new DataException(place.get(), "the label " + Numerals.plain(value) + " is not a whole number");
        }
        if (value < 0 || value >= classes) {
            String fromOne = value == classes
                    ? "; labels count from 0: if these count from 1, subtract 1, or give the model " + (classes + 1)
                            + " classes"
                    : "";
            throw new DataException(
                    place.get(),
                    "the label " + Numerals.plain(value) + " is outside 0 .. " + (classes - 1) + " (" + model + " has "
                            + classes + " classes)" + fromOne);
        }
        return (int) value;
    }

    /** Returns the number of steps of a sequence, or says why it cannot be one. */
    int length(double value, Supplier<String> place) {
        if (value != Math.rint(value) || value < 1 || value > steps) {
            throw new DataException(
                    place.get(),
                    Numerals.plain(value) + " is no number of steps: samples have 1 .. " + steps + " here");
        }
        return (int) value;
    }

    /** Returns the token that a number stands for, or says why it cannot be one. */
    int token(double value, Supplier<String> place) {
        if (value != Math.rint(value) || value < 0 || value >= vocabulary) {
            throw new DataException(
                    place.get(),
                    Numerals.plain(value) + " is no token of " + model + ": they are whole numbers, 0 .. "
                            + (vocabulary - 1));
        }
        return (int) value;
    }
}
