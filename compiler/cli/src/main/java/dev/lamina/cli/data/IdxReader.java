package dev.lamina.cli.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads an array in the IDX format, some items at a time: a type, sizes, and big-endian elements. */
final class IdxReader {

    /** About so many bytes are read at a time. */
    private static final int PIECE = 1 << 22;

    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private final String file;
    private final InputStream bytes;
    private final int type;
    private final int[] sizes;
    private final int itemBytes;
    private int done;

    /** Reads the header. */
    IdxReader(String file, InputStream bytes) throws IOException {
        this.file = file;
        this.bytes = bytes;
        byte[] magic = bytes.readNBytes(4);
        if (!IdxArray.looksLike(magic)) {
            throw new DataException(
                    file, "it is no IDX file: it does not begin with 0, 0, a type and a number of axes");
        }
        byte[] header = bytes.readNBytes(4 * magic[3]);
        if (header.length < 4 * magic[3]) {
            throw new DataException(file, "the header is cut off");
        }
        type = magic[2];
        sizes = new int[magic[3]];
        ByteBuffer.wrap(header).asIntBuffer().get(sizes);
        itemBytes = itemBytes();
    }

    private int itemBytes() {
        long length = IdxArray.width(type);
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] < 1) {
                throw new DataException(file, "the header gives an axis the size " + sizes[axis]);
            }
            length = axis == 0 ? length : Math.min(length * sizes[axis], MOST_BYTES + 1L);
        }
        if (length > MOST_BYTES) {
            throw tooLarge();
        }
        return (int) length;
    }

    private DataException tooLarge() {
        return new DataException(file, "elements " + Arrays.toString(sizes) + " do not fit into memory");
    }

    int count() {
        return sizes[0];
    }

    int[] sizes() {
        return sizes.clone();
    }

    /** The number of elements of one item along the first axis. */
    int perItem() {
        return itemBytes / IdxArray.width(type);
    }

    boolean hasNext() {
        return done < sizes[0];
    }

    /** The rest of the items. */
    IdxArray all() throws IOException {
        return next(sizes[0]);
    }

    /** The next items, as many as are read at a time. */
    IdxArray next() throws IOException {
        return next(Math.max(1, PIECE / itemBytes));
    }

    /** The next items, so many if there are. */
    IdxArray next(int most) throws IOException {
        int items = Math.min(most, sizes[0] - done);
        if ((long) items * itemBytes > MOST_BYTES) {
            throw tooLarge();
        }
        // The stream is read as far as it goes, so that a header that promises too much costs no memory.
        byte[] elements = bytes.readNBytes(items * itemBytes);
        long promised = (long) sizes[0] * itemBytes;
        if (elements.length < items * itemBytes) {
            throw new DataException(
                    file,
                    "the header promises " + promised + " bytes of elements " + Arrays.toString(sizes) + ", but only "
                            + ((long) done * itemBytes + elements.length) + " follow");
        }
        int first = done;
        done += items;
        if (!hasNext() && bytes.read() >= 0) {
            throw new DataException(file, "bytes follow after the " + promised + " that the header promises");
        }
        return new IdxArray(type, items, ByteBuffer.wrap(elements), first);
    }
}
