package dev.lamina.cli.data;

import java.nio.ByteBuffer;

/** Some consecutive items of an array in the IDX format of the MNIST files. */
final class IdxArray {

    private static final int UNSIGNED_BYTE = 0x08;

    private final int type;
    private final int items;
    private final ByteBuffer elements;
    private final int first;

    /** @param first the number of the first item in the file */
    IdxArray(int type, int items, ByteBuffer elements, int first) {
        this.type = type;
        this.items = items;
        this.elements = elements;
        this.first = first;
    }

    /** Whether bytes begin as IDX files do: two zeros, a known type, 1 to 8 axes. */
    static boolean looksLike(byte[] start) {
        return start.length >= 4
                && start[0] == 0
                && start[1] == 0
                && width(start[2]) > 0
                && start[3] >= 1
                && start[3] <= 8;
    }

    /** Whether the elements of an IDX file are unsigned bytes, by its first bytes. */
    static boolean isBytes(byte[] start) {
        return start[2] == UNSIGNED_BYTE;
    }

    /** The bytes of an element; 0 for a type that there is not. */
    static int width(int type) {
        return switch (type) {
            case UNSIGNED_BYTE, 0x09 -> 1;
            case 0x0B -> 2;
            case 0x0C, 0x0D -> 4;
            case 0x0E -> 8;
            default -> 0;
        };
    }

    int count() {
        return items;
    }

    /** The number of elements. */
    int length() {
        return elements.capacity() / width(type);
    }

    /** The number of elements of one item along the first axis. */
    int perItem() {
        return length() / items;
    }

    /** The number of an element's item in the file. */
    int item(int index) {
        return first + index / perItem();
    }

    double element(int index) {
        return switch (type) {
            case UNSIGNED_BYTE -> elements.get(index) & 0xFF;
            case 0x09 -> elements.get(index);
            case 0x0B -> elements.getShort(2 * index);
            case 0x0C -> elements.getInt(4 * index);
            case 0x0D -> elements.getFloat(4 * index);
            default -> elements.getDouble(8 * index);
        };
    }
}
