package dev.lamina.runtime;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A view of one parameter in a flat array, with a name, a shape, and indices in PyTorch's order.
 *
 * <p>The compiler may store an axis in panels, position {@code panel * s + column * t}; so each logical axis maps to one or more sub-axes,
 * outermost first, each with an extent and a stride. Their extents multiply to the axis's size or to more, the rest being padding that no
 * logical index reaches.
 */
public final class TensorView implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final int[] shape;
    private final int size;
    private final int offset;
    private final int last;

    /** For each axis and each index along it, what the index adds to the position. One look-up replaces the arithmetic of the sub-axes. */
    private final int[][] steps;

    private final Initializer initializer;

    /** Whether no optimizer changes the parameter. False in an object that an earlier version has serialized. */
    private final boolean untrained;

    /** Whether files hold the parameter as whole numbers. */
    private final boolean whole;

    private TensorView(
            String name,
            int[] shape,
            int offset,
            int[][] steps,
            Initializer initializer,
            boolean untrained,
            boolean whole) {
        this.name = name;
        this.shape = shape;
        this.offset = offset;
        this.steps = steps;
        this.initializer = initializer;
        this.untrained = untrained;
        this.whole = whole;
        long count = 1;
        long reach = offset;
        for (int axis = 0; axis < shape.length; axis++) {
            count = Math.multiplyExact(count, (long) shape[axis]);
            int farthest = 0;
            for (int step : steps[axis]) {
                farthest = Math.max(farthest, step);
            }
            reach += farthest;
        }
        size = Math.toIntExact(count);
        last = Math.toIntExact(reach);
    }

    /**
     * A view whose axes are split as given; its values start at zero until {@link #initialized} says otherwise.
     *
     * @param name the safetensors name, as {@code conv1.weight}
     * @param shape the logical sizes, in PyTorch's order; empty for a single number
     * @param offset the position of the first element
     * @param extents for each axis, the extents of its sub-axes, outermost first
     * @param strides for each axis, the strides of its sub-axes
     */
    public static TensorView of(String name, int[] shape, int offset, int[][] extents, int[][] strides) {
        if (extents.length != shape.length || strides.length != shape.length || offset < 0) {
            throw new IllegalArgumentException(
                    name + ": shape, extents and strides must have as many axes, and the offset must not be negative");
        }
        int[][] steps = new int[shape.length][];
        for (int axis = 0; axis < shape.length; axis++) {
            steps[axis] = steps(name + ", axis " + axis, shape[axis], extents[axis], strides[axis]);
        }
        return new TensorView(name, shape.clone(), offset, steps, Initializer.zeros(), false, false);
    }

    /**
     * As {@link #of(String, int[], int, int[][], int[][])}, with a first axis of {@code gates} equal parts, one after the other in
     * the shape but {@code gateStride} apart in memory; its extents and strides are those of one part.
     */
    public static TensorView of(
            String name, int[] shape, int offset, int[][] extents, int[][] strides, int gates, int gateStride) {
        if (gates < 1 || shape.length == 0 || shape[0] % gates != 0 || gateStride < 0) {
            throw new IllegalArgumentException(name + " has no " + gates + " equal parts");
        }
        int[] part = shape.clone();
        part[0] /= gates;
        TensorView one = of(name, part, offset, extents, strides);
        int[][] steps = one.steps.clone();
        steps[0] = new int[shape[0]];
        for (int index = 0; index < shape[0]; index++) {
            steps[0][index] =
                    Math.addExact(one.steps[0][index % part[0]], Math.multiplyExact(index / part[0], gateStride));
        }
        return new TensorView(name, shape.clone(), offset, steps, Initializer.zeros(), false, false);
    }

    /** As {@link #of(String, int[], int, int[][], int[][])}, with one stride for each axis. */
    public static TensorView of(String name, int[] shape, int offset, int... strides) {
        int[][] extents = new int[shape.length][];
        int[][] ofEach = new int[strides.length][];
        for (int axis = 0; axis < shape.length; axis++) { // a lambda would make classes before the first result
            extents[axis] = new int[] {shape[axis]};
        }
        for (int axis = 0; axis < strides.length; axis++) {
            ofEach[axis] = new int[] {strides[axis]};
        }
        return of(name, shape, offset, extents, ofEach);
    }

    /** A view of elements that lie one after the other in row-major order; its values start at zero. */
    public static TensorView dense(String name, int[] shape, int offset) {
        int[][] extents = new int[shape.length][];
        int[][] strides = new int[shape.length][];
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            extents[axis] = new int[] {shape[axis]};
            strides[axis] = new int[] {stride};
            stride = Math.multiplyExact(stride, shape[axis]);
        }
        return of(name, shape, offset, extents, strides);
    }

    private static int[] steps(String place, int size, int[] extents, int[] strides) {
        boolean positive = size > 0 && extents.length == strides.length;
        int room = 1;
        for (int sub = 0; positive && sub < extents.length; sub++) {
            positive = extents[sub] > 0 && strides[sub] >= 0;
            room = Math.multiplyExact(room, extents[sub]);
        }
        if (!positive || room < size) {
            throw new IllegalArgumentException(place + " of size " + size + " does not fit extents "
                    + Arrays.toString(extents) + " with strides " + Arrays.toString(strides));
        }
        int[] steps = new int[size];
        for (int index = 0; index < size; index++) {
            int rest = index;
            for (int sub = extents.length - 1; sub >= 0; sub--) {
                int digit = rest % extents[sub];
                steps[index] = Math.addExact(steps[index], Math.multiplyExact(digit, strides[sub]));
                rest /= extents[sub];
            }
        }
        return steps;
    }

    /** The same view, of a parameter that starts with the values of a rule. */
    public TensorView initialized(Initializer rule) {
        rule.requireShape(name, shape);
        return new TensorView(name, shape, offset, steps, rule, untrained, whole);
    }

    /** The same view, of a parameter that starts with values between {@code -bound} and {@code bound}. */
    public TensorView uniform(float bound) {
        return initialized(Initializer.uniform(bound));
    }

    /** The same view, of a parameter that starts with {@code value} everywhere. */
    public TensorView constant(float value) {
        return initialized(Initializer.constant(value));
    }

    /**
     * The same view, of a parameter that no optimizer changes: training computes it, as it does a running mean, or no loss depends on it.
     * It has no gradient and no moments, and lies behind all parameters that have.
     */
    public TensorView untrained() {
        return new TensorView(name, shape, offset, steps, initializer, true, whole);
    }

    /** The same view, of an untrained parameter that files hold as whole numbers (I64). A file may lack it; then it becomes 0. */
    public TensorView counting() {
        return new TensorView(name, shape, offset, steps, initializer, true, true);
    }

    /** The safetensors name. */
    public String name() {
        return name;
    }

    /** The logical sizes, in PyTorch's order; a copy. */
    public int[] shape() {
        return shape.clone();
    }

    /** The number of logical elements. */
    public int size() {
        return size;
    }

    /** The rule of the values that the parameter starts with. */
    public Initializer initializer() {
        return initializer;
    }

    /** Whether the optimizer changes it. */
    public boolean isTrained() {
        return !untrained;
    }

    /** Whether files hold it as whole numbers. */
    public boolean isWhole() {
        return whole;
    }

    /** The position of the first element. */
    int offset() {
        return offset;
    }

    /** The position in the flat array of an element, given its number in row-major order of the logical shape. */
    public int position(long logicalRowMajorIndex) {
        if (logicalRowMajorIndex < 0 || logicalRowMajorIndex >= size) {
            throw new IndexOutOfBoundsException(name + " has " + size + " elements, no number " + logicalRowMajorIndex);
        }
        int position = offset;
        int rest = (int) logicalRowMajorIndex;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            position += steps[axis][rest % shape[axis]];
            rest /= shape[axis];
        }
        return position;
    }

    /** Copies this parameter out of a flat array into row-major order. */
    public void copyOut(float[] flat, float[] dense) {
        requireSize(dense);
        copy(flat, dense, 0, offset, 0, false);
    }

    /** Copies this parameter from row-major order into a flat array; padding stays as it is. */
    public void copyIn(float[] dense, float[] flat) {
        requireSize(dense);
        copy(flat, dense, 0, offset, 0, true);
    }

    /** Whether another view has the same name, shape and positions. */
    boolean hasLayoutOf(TensorView other) {
        return name.equals(other.name)
                && Arrays.equals(shape, other.shape)
                && offset == other.offset
                && untrained == other.untrained
                && whole == other.whole
                && Arrays.deepEquals(steps, other.steps);
    }

    /** The highest position any element has. */
    int last() {
        return last;
    }

    private void requireSize(float[] dense) {
        if (dense.length != size) {
            throw new IllegalArgumentException(
                    name + " has " + size + " elements " + Arrays.toString(shape) + ", not " + dense.length);
        }
    }

    /** Copies all elements with given indices on the axes before {@code axis}. Returns the next position in the dense array. */
    private int copy(float[] flat, float[] dense, int axis, int position, int from, boolean in) {
        if (axis == shape.length) {
            move(flat, position, dense, from, in);
            return from + 1;
        }
        int at = from;
        int[] along = steps[axis];
        if (axis < shape.length - 1) {
            for (int step : along) {
                at = copy(flat, dense, axis + 1, position + step, at, in);
            }
            return at;
        }
        for (int step : along) {
            move(flat, position + step, dense, at++, in);
        }
        return at;
    }

    private static void move(float[] flat, int position, float[] dense, int at, boolean in) {
        if (in) {
            flat[position] = dense[at];
        } else {
            dense[at] = flat[position];
        }
    }

    @Override
    public String toString() {
        return name + Arrays.toString(shape);
    }
}
