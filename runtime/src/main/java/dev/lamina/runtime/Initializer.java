package dev.lamina.runtime;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A rule for the values that a parameter starts with.
 *
 * <p>The values depend only on the seed, the parameter's name and the logical index of the element: not on the layout, nor
 * on what other parameters a model has. A rule that counts inputs takes them from the shape in PyTorch's orientation,
 * {@code [out, in, ...]}, and is refused for a shape with fewer than two axes.
 */
public final class Initializer implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final Initializer ZEROS = constant(0);

    private final Rule rule;
    private final float argument;
    private final Shift[] shifts;

    /** The first of the elements that are 0 whatever the rule says, and the one behind the last; equal if there are none. */
    private final int zerosFrom;

    private final int zerosTo;

    private Initializer(Rule rule, float argument, Shift... shifts) {
        this(rule, argument, shifts, 0, 0);
    }

    private Initializer(Rule rule, float argument, Shift[] shifts, int zerosFrom, int zerosTo) {
        this.rule = rule;
        this.argument = argument;
        this.shifts = shifts;
        this.zerosFrom = zerosFrom;
        this.zerosTo = zerosTo;
    }

    /** All zeros: the rule of a view without a rule. */
    public static Initializer zeros() {
        return ZEROS;
    }

    /** The same value everywhere. */
    public static Initializer constant(float value) {
        return new Initializer(Rule.CONSTANT, value);
    }

    /** Uniform from {@code -bound} to {@code bound}; PyTorch's default for fc and conv with 1 / sqrt(fan-in). */
    public static Initializer uniform(float bound) {
        return new Initializer(Rule.UNIFORM, bound);
    }

    /** Normal with mean 0. */
    public static Initializer normal(float deviation) {
        return new Initializer(Rule.NORMAL, deviation);
    }

    /** Uniform within sqrt(6 / (fan-in + fan-out)), after Glorot and Bengio (2010). */
    public static Initializer glorotUniform() {
        return new Initializer(Rule.GLOROT_UNIFORM, 0);
    }

    /** Normal with the variance 2 / (fan-in + fan-out), after Glorot and Bengio (2010). */
    public static Initializer glorotNormal() {
        return new Initializer(Rule.GLOROT_NORMAL, 0);
    }

    /** Uniform within sqrt(6 / fan-in), for layers before a relu, after He et al. (2015). */
    public static Initializer heUniform() {
        return new Initializer(Rule.HE_UNIFORM, 0);
    }

    /** Normal with the variance 2 / fan-in, for layers before a relu, after He et al. (2015). */
    public static Initializer heNormal() {
        return new Initializer(Rule.HE_NORMAL, 0);
    }

    /** Orthonormal rows of [out, in * ...], or columns where there are more rows, after Saxe et al. (2014). */
    public static Initializer orthogonal() {
        return new Initializer(Rule.ORTHOGONAL, 0);
    }

    /** This, and {@code by} added to the elements {@code from} to below {@code to}, in row-major order. */
    public Initializer shifted(float by, int from, int to) {
        Shift[] more = Arrays.copyOf(shifts, shifts.length + 1);
        more[shifts.length] = new Shift(by, from, to);
        return new Initializer(rule, argument, more, zerosFrom, zerosTo);
    }

    /** This, but the elements {@code from} to below {@code to}, in row-major order, are 0: the line of a padding token. */
    public Initializer withZeros(int from, int to) {
        return new Initializer(rule, argument, shifts, from, to);
    }

    /** Refuses a shape that the rule cannot be applied to. */
    void requireShape(String name, int[] shape) {
        if (rule.countsInputs() && shape.length < 2) {
            throw new IllegalArgumentException(
                    name + " has " + shape.length + " axes, but its rule for initial values needs at least two");
        }
    }

    /** The initial values of a parameter in row-major order. */
    float[] values(String name, int[] shape, int size, long seed) {
        float[] values = new float[size];
        fill(values, shape, CounterRandom.key(seed, name));
        for (Shift shift : shifts) {
            for (int i = shift.from; i < shift.to; i++) {
                values[i] += shift.by;
            }
        }
        Arrays.fill(values, zerosFrom, zerosTo, 0);
        return values;
    }

    private void fill(float[] values, int[] shape, long key) {
        switch (rule) {
            case CONSTANT -> Arrays.fill(values, argument);
            case UNIFORM -> fillUniform(values, argument, key);
            case NORMAL -> fillNormal(values, argument, key);
            case GLOROT_UNIFORM -> fillUniform(values, Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape))), key);
            case GLOROT_NORMAL -> fillNormal(values, Math.sqrt(2.0 / (fanIn(shape) + fanOut(shape))), key);
            case HE_UNIFORM -> fillUniform(values, Math.sqrt(6.0 / fanIn(shape)), key);
            case HE_NORMAL -> fillNormal(values, Math.sqrt(2.0 / fanIn(shape)), key);
            case ORTHOGONAL -> Orthogonal.fill(values, shape, key);
        }
    }

    private static void fillUniform(float[] values, double bound, long key) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2.0 * CounterRandom.uniform(key, i) - 1) * bound);
        }
    }

    private static void fillNormal(float[] values, double deviation, long key) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (CounterRandom.normal(key, i) * deviation);
        }
    }

    private static double fanIn(int[] shape) {
        double fan = shape[1];
        for (int axis = 2; axis < shape.length; axis++) {
            fan *= shape[axis];
        }
        return fan;
    }

    private static double fanOut(int[] shape) {
        return fanIn(shape) / shape[1] * shape[0];
    }

    /** How values are drawn. */
    private enum Rule {
        CONSTANT,
        UNIFORM,
        NORMAL,
        GLOROT_UNIFORM,
        GLOROT_NORMAL,
        HE_UNIFORM,
        HE_NORMAL,
        ORTHOGONAL;

        boolean countsInputs() {
            return compareTo(GLOROT_UNIFORM) >= 0;
        }
    }

    /** What is added to some elements. */
    private static final class Shift implements Serializable {

        private static final long serialVersionUID = 1L;

        private final float by;
        private final int from;
        private final int to;

        Shift(float by, int from, int to) {
            this.by = by;
            this.from = from;
            this.to = to;
        }
    }
}
