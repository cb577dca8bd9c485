package dev.lamina.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Decodes the elements of tensors, which follow one another in a source. */
final class ElementReader {

    private static final int CHUNK = 1 << 16;

    /** If the length of the source is unknown, the array of a tensor begins with so many elements, and doubles while more arrive. */
    private static final int FIRST = 1 << 20;

    private final ByteSource source;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

    ElementReader(ByteSource source) {
        this.source = source;
    }

    long[] longs(ElementType type, int size) throws IOException {
        long[] elements = new long[first(size)];
        for (int at = 0; at < size; ) {
            ByteBuffer bytes = chunk(type, size - at);
            if (elements.length < at + bytes.remaining() / type.bytes()) {
                elements = Arrays.copyOf(elements, grown(elements.length, size));
            }
            while (bytes.hasRemaining()) {
                elements[at++] = whole(type, bytes);
            }
        }
        return elements;
    }

    double[] doubles(int size) throws IOException {
        double[] elements = new double[first(size)];
        for (int at = 0; at < size; ) {
            ByteBuffer bytes = chunk(ElementType.F64, size - at);
            if (elements.length < at + bytes.remaining() / Double.BYTES) {
                elements = Arrays.copyOf(elements, grown(elements.length, size));
            }
            while (bytes.hasRemaining()) {
                elements[at++] = bytes.getDouble();
            }
        }
        return elements;
    }

    float[] floats(ElementType type, int size) throws IOException {
        float[] elements = new float[first(size)];
        for (int at = 0; at < size; ) {
            ByteBuffer bytes = chunk(type, size - at);
            if (elements.length < at + bytes.remaining() / type.bytes()) {
                elements = Arrays.copyOf(elements, grown(elements.length, size));
            }
            while (bytes.hasRemaining()) {
                elements[at++] = single(type, bytes);
            }
        }
        return elements;
    }

    /**
     * The number of elements to allocate first. A header may claim more elements than follow, so memory is allocated only for elements that
     * have arrived or that the length of the source proves.
     */
    private int first(int size) {
        return source.length() == ByteSource.UNKNOWN ? Math.min(size, FIRST) : size;
    }

    private static int grown(int length, int size) {
        return (int) Math.min(size, 2L * length);
    }

    private ByteBuffer chunk(ElementType type, int elements) throws IOException {
        int length = (int) Math.min(CHUNK, (long) elements * type.bytes());
        chunk.clear().limit(length);
        source.fill(chunk);
        return chunk;
    }

    private static long whole(ElementType type, ByteBuffer bytes) {
        return switch (type) {
            case I64 -> bytes.getLong();
            case I32 -> bytes.getInt();
            case I16 -> bytes.getShort();
            case I8 -> bytes.get();
            case U32 -> Integer.toUnsignedLong(bytes.getInt());
            case U16 -> Short.toUnsignedLong(bytes.getShort());
            case U8 -> Byte.toUnsignedLong(bytes.get());
            default -> throw new IllegalArgumentException(type + " is no type of whole numbers");
        };
    }

    private static float single(ElementType type, ByteBuffer bytes) {
        if (type == ElementType.F32) {
            return bytes.getFloat();
        }
        return type == ElementType.F16 ? half(bytes.getShort()) : Float.intBitsToFloat(bytes.getShort() << 16);
    }

    /** Exact: a float holds every half, subnormal ones as normal numbers. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        float size;
        if (exponent == 0) {
            size = fraction * 0x1p-24f;
        } else {
            int wide = exponent == 0x1F ? 0xFF : exponent + 112;
            size = Float.intBitsToFloat(wide << 23 | fraction << 13);
        }
        return bits < 0 ? -size : size;
    }
}
