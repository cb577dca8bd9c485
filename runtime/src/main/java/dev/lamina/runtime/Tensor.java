package dev.lamina.runtime;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A named array of numbers with a shape, as a safetensors file holds it; elements are in row-major order. */
public final class Tensor {

    private final String name;
    private final ElementType type;
    private final int[] shape;
    private final float[] floats;
    private final double[] doubles;
    private final long[] longs;

    /** The number of the first row in a whole tensor, of which this has some rows. */
    private int firstRow;

    private Tensor(String name, ElementType type, int[] shape, float[] floats, double[] doubles, long[] longs) {
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
        this.floats = floats;
        this.doubles = doubles;
        this.longs = longs;
        boolean negative = false;
        long count = 1;
        for (int extent : shape) {
            negative |= extent < 0;
            count = Math.multiplyExact(count, (long) extent);
        }
        if (negative || count != size()) {
            throw new IllegalArgumentException(
                    "tensor " + name + " of shape " + Arrays.toString(shape) + " cannot have " + size() + " elements");
        }
    }

    /** A tensor of type F32; the array is not copied. */
    public static Tensor ofFloats(String name, int[] shape, float[] elements) {
        return ofFloats(name, ElementType.F32, shape, elements);
    }

    static Tensor ofFloats(String name, ElementType type, int[] shape, float[] elements) {
        return new Tensor(name, type, shape, elements, new double[0], new long[0]);
    }

    /** A tensor of type F64; the array is not copied. */
    public static Tensor ofDoubles(String name, int[] shape, double[] elements) {
        return new Tensor(name, ElementType.F64, shape, new float[0], elements, new long[0]);
    }

    /** A tensor of type I64; the array is not copied. */
    public static Tensor ofLongs(String name, int[] shape, long[] elements) {
        return ofLongs(name, ElementType.I64, shape, elements);
    }

    static Tensor ofLongs(String name, ElementType type, int[] shape, long[] elements) {
        return new Tensor(name, type, shape, new float[0], new double[0], elements);
    }

    /** Makes this the rows from this one on of a whole tensor, as {@link #place} then says. */
    Tensor from(int row) {
        firstRow = row;
        return this;
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The type that the elements have in the file. */
    public ElementType type() {
        return type;
    }

    /** The shape, empty for a single number; a copy. */
    public int[] shape() {
        return shape.clone();
    }

    /** The number of elements. */
    public int size() {
        return floats.length + doubles.length + longs.length;
    }

    /** The elements of a floating type, F64 rounded to nearest; not a copy unless F64. */
    public float[] floats() {
        require(!type.whole(), "floating-point numbers");
        if (type != ElementType.F64) {
            return floats;
        }
        float[] rounded = new float[doubles.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) doubles[i];
        }
        return rounded;
    }

    /** The elements of a floating type; not a copy if F64. */
    public double[] doubles() {
        require(!type.whole(), "floating-point numbers");
        if (type == ElementType.F64) {
            return doubles;
        }
        double[] exact = new double[floats.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = floats[i];
        }
        return exact;
    }

    /** The elements of an integer type; not a copy. */
    public long[] longs() {
        require(type.whole(), "whole numbers");
        return longs;
    }

    /** The elements of an integer type, each of which must fit an int. */
    public int[] ints() {
        long[] wide = longs();
        int[] narrow = new int[wide.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (int) wide[i];
            if (narrow[i] != wide[i]) {
                throw new IllegalArgumentException(place(i) + " is " + wide[i] + ", out of the range of an int");
            }
        }
        return narrow;
    }

    /** The row-major number of the first element that is NaN, infinite, or rounds to infinity as a float; -1 if none is. */
    public int firstNotFinite() {
        for (int i = 0; i < floats.length; i++) {
            if (!Float.isFinite(floats[i])) {
                return i;
            }
        }
        for (int i = 0; i < doubles.length; i++) {
            if (!Float.isFinite((float) doubles[i])) {
                return i;
            }
        }
        return -1;
    }

    /** An element's place for messages: the name of the tensor and the index on each axis, as {@code `fc1.weight`[3, 7]}. */
    public String place(int element) {
        int[] index = new int[shape.length];
        int rest = element;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        if (index.length > 0) {
            index[0] += firstRow;
        }
        return WeightsException.quote(name) + (shape.length == 0 ? "" : Arrays.toString(index));
    }

    /** An element as text. */
    String text(int element) {
        if (type.whole()) {
            return Long.toString(longs[element]);
        }
        return type == ElementType.F64 ? Double.toString(doubles[element]) : Float.toString(floats[element]);
    }

    /** Appends an element in the encoding of its type. */
    void put(int element, ByteBuffer bytes) {
        switch (type) {
            case F64 -> bytes.putDouble(doubles[element]);
            case I64 -> bytes.putLong(longs[element]);
            case I32, U32 -> bytes.putInt((int) longs[element]);
            case I16, U16 -> bytes.putShort((short) longs[element]);
            case I8, U8 -> bytes.put((byte) longs[element]);
            default -> bytes.putFloat(floats[element]);
        }
    }

    private void require(boolean fits, String needed) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "tensor " + WeightsException.quote(name) + " is " + type + ", but " + needed + " are needed");
        }
    }

    @Override
    public String toString() {
        return name + Arrays.toString(shape) + " " + type;
    }
}
