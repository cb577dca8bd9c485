package dev.lamina.compiler.signature;

import java.util.Locale;

/** The purpose of a layer, loss or optimizer. Reports group and colour layers by it, and some warnings depend on it. */
public enum Category {
    /** A product of the input and a matrix of weights. */
    PRODUCT,
    /** A product of each window of an image or sequence and a kernel of weights. */
    CONVOLUTION,
    /** One number for each window of an image or sequence, or for all of its pixels or steps; without weights. */
    POOLING,
    /** A nonlinear function of each element. */
    ACTIVATION,
    /** Elements scaled by a statistic of several of them. */
    NORMALISATION,
    /** A recurrence over the steps of a sequence, with weights and a state. */
    RECURRENT,
    /** A choice among the steps of a sequence, without weights. */
    SEQUENCE,
    /** One value made of several. */
    JOIN,
    /** A change of shape, without weights: numbers move, are left out, repeated or added. */
    SHAPE,
    /** A change of values in training only, against overfitting. */
    REGULARISATION,
    /** A function that training minimises. */
    LOSS,
    /** A rule by which training changes the parameters. */
    OPTIMIZER,
    /** A rule by which training changes the learning rate. */
    SCHEDULE;

    /** What its members are in a model: layers, losses, optimizers or schedules. */
    public String role() {
        return this == LOSS || this == OPTIMIZER || this == SCHEDULE ? word() : "layer";
    }

    /** Its name in reports and style sheets. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
