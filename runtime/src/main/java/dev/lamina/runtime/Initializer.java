package dev.lamina.runtime;

import java.util.Arrays;

/**
 * A rule for the values that a parameter starts with.
 *
 * <p>The values depend only on the seed, the parameter's name and the logical index of the element: not on the layout, nor
 * on what other parameters a model has. A rule that counts inputs takes them from the shape in PyTorch's orientation,
 * {@code [out, in, ...]}, and is refused for a shape with fewer than two axes.
 */
public final class Initializer {

    private static final Initializer ZEROS = constant(0);

    private final Rule rule;
    private final boolean countsInputs;

    private Initializer(Rule rule, boolean countsInputs) {
        this.rule = rule;
        this.countsInputs = countsInputs;
    }

    /** All zeros: the rule of a view that names none. */
    public static Initializer zeros() {
        return ZEROS;
    }

    /** The same value everywhere. */
    public static Initializer constant(float value) {
        return new Initializer((values, shape, key) -> Arrays.fill(values, value), false);
    }

    /** Uniform from {@code -bound} to {@code bound}; PyTorch's default for fc and conv with 1 / sqrt(fan-in). */
    public static Initializer uniform(float bound) {
        return new Initializer((values, shape, key) -> fillUniform(values, bound, key), false);
    }

    /** Normal with mean 0. */
    public static Initializer normal(float deviation) {
        return new Initializer((values, shape, key) -> fillNormal(values, deviation, key), false);
    }

    /** Uniform within sqrt(6 / (fan-in + fan-out)), after Glorot and Bengio (2010). */
    public static Initializer glorotUniform() {
        return new Initializer(
                (values, shape, key) -> fillUniform(values, Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape))), key),
                true);
    }

    /** Normal with the variance 2 / (fan-in + fan-out), after Glorot and Bengio (2010). */
    public static Initializer glorotNormal() {
        return new Initializer(
                (values, shape, key) -> fillNormal(values, Math.sqrt(2.0 / (fanIn(shape) + fanOut(shape))), key), true);
    }

    /** Uniform within sqrt(6 / fan-in), for layers before a relu, after He et al. (2015). */
    public static Initializer heUniform() {
        return new Initializer((values, shape, key) -> fillUniform(values, Math.sqrt(6.0 / fanIn(shape)), key), true);
    }

    /** Normal with the variance 2 / fan-in, for layers before a relu, after He et al. (2015). */
    public static Initializer heNormal() {
        return new Initializer((values, shape, key) -> fillNormal(values, Math.sqrt(2.0 / fanIn(shape)), key), true);
    }

    /** Orthonormal rows of [out, in * ...], or columns where there are more rows, after Saxe et al. (2014). */
    public static Initializer orthogonal() {
        return new Initializer(Orthogonal::fill, true);
    }

    /** This, and {@code by} added to the elements {@code from} to below {@code to}, in row-major order. */
    public Initializer shifted(float by, int from, int to) {
        return new Initializer(
                (values, shape, key) -> {
                    rule.fill(values, shape, key);
                    for (int i = from; i < to; i++) {
                        values[i] += by;
                    }
                },
                countsInputs);
    }

    /** Refuses a shape that the rule cannot be applied to. */
    void requireShape(String name, int[] shape) {
        if (countsInputs && shape.length < 2) {
            throw new IllegalArgumentException(
                    name + " has " + shape.length + " axes, but its rule for initial values needs at least two");
        }
    }

    /** The initial values of a parameter in row-major order. */
    float[] values(String name, int[] shape, int size, long seed) {
        float[] values = new float[size];
        rule.fill(values, shape, CounterRandom.key(seed, name));
        return values;
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

    /** How values are filled in, given the key of their parameter. */
    private interface Rule {
        void fill(float[] values, int[] shape, long key);
    }
}
