package dev.lamina.cli.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** An array in the IDX format of the MNIST files: a type, sizes, and big-endian elements. */
final class IdxArray {

    private static final int UNSIGNED_BYTE = 0x08;

    private final int type;
    private final int[] sizes;
    private final ByteBuffer elements;

    private IdxArray(int type, int[] sizes, ByteBuffer elements) {
        this.type = type;
        this.sizes = sizes;
        this.elements = elements;
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

    static IdxArray read(String file, InputStream bytes) throws IOException {
        byte[] magic = bytes.readNBytes(4);
        if (!looksLike(magic)) {
            throw new DataException(
                    file, "it is no IDX file: it does not begin with 0, 0, a type and a number of axes");
        }
        byte[] header = bytes.readNBytes(4 * magic[3]);
        if (header.length < 4 * magic[3]) {
            throw new DataException(file, "the header is cut off");
        }
        int[] sizes = new int[magic[3]];
        ByteBuffer.wrap(header).asIntBuffer().get(sizes);
        int length = length(file, sizes, width(magic[2]));
        // The stream is read as far as it goes, so that a header that promises too much costs no memory.
        byte[] elements = bytes.readNBytes(length);
        if (elements.length < length) {
            throw new DataException(
                    file,
                    "the header promises " + length + " bytes of elements " + Arrays.toString(sizes) + ", but only "
                            + elements.length + " follow");
        }
        if (bytes.read() >= 0) {
            throw new DataException(file, "bytes follow after the " + length + " that the header promises");
        }
        return new IdxArray(magic[2], sizes, ByteBuffer.wrap(elements));
    }

    private static int length(String file, int[] sizes, int width) {
        long length = width;
        for (int size : sizes) {
            if (size < 1) {
                throw new DataException(file, "the header gives an axis the size " + size);
            }
            if (length > (Integer.MAX_VALUE - 8L) / size) {
                throw new DataException(file, "elements " + Arrays.toString(sizes) + " do not fit into memory");
            }
            length *= size;
        }
        return (int) length;
    }

    private static int width(int type) {
        return switch (type) {
            case UNSIGNED_BYTE, 0x09 -> 1;
            case 0x0B -> 2;
            case 0x0C, 0x0D -> 4;
            case 0x0E -> 8;
            default -> 0;
        };
    }

    int count() {
        return sizes[0];
    }

    int[] sizes() {
        return sizes.clone();
    }

    /** The number of elements of one item along the first axis. */
    int perItem() {
        return elements.capacity() / width(type) / sizes[0];
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
