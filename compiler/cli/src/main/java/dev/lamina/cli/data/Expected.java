package dev.lamina.cli.data;

/**
 * What a model wants of each sample.
 *
 * @param model its name, for messages
 * @param input the input's name, under which a safetensors file holds the samples
 * @param inputs floats of one input
 * @param classes the number of classes, or 0 when the loss compares numbers
 * @param targets floats of one target, or 0 when the loss wants a label
 */
public record Expected(String model, String input, int inputs, int classes, int targets) {

    /** A model that wants a label per sample. */
    public static Expected labelled(String model, String input, int inputs, int classes) {
        return new Expected(model, input, inputs, classes, 0);
    }

    /** A model that wants numbers per sample. */
    public static Expected numbers(String model, String input, int inputs, int targets) {
        return new Expected(model, input, inputs, 0, targets);
    }

    /** Whether the loss wants a label rather than numbers. */
    public boolean wantsLabels() {
        return classes > 0;
    }

    /** The name of a tensor that lies beside the input's in a file: with a `_` behind it where the input is called so. */
    public static String beside(String name, String input) {
        return name.equals(input) ? name + "_" : name;
    }

    /** Columns beside the inputs. */
    int answers() {
        return wantsLabels() ? 1 : targets;
    }

    /** Returns the label that a number stands for, or says why it cannot be one. */
    int label(double value, String place) {
        if (value != Math.rint(value)) {
            throw new DataException(place, "the label " + Numerals.plain(value) + " is not a whole number");
        }
        if (value < 0 || value >= classes) {
            throw new DataException(
                    place,
                    "the label " + Numerals.plain(value) + " is outside 0 .. " + (classes - 1) + " (" + model + " has "
                            + classes + " classes)");
        }
        return (int) value;
    }
}
