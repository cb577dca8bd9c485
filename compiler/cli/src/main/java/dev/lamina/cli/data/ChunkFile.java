package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Chunks of numbers in a temporary file, which vanishes with the process. Those used last are kept in memory. */
final class ChunkFile {

    private final FileChannel channel;
    private final NetworkInput kind;
    private final int numbers;
    private final int kept;
    private final Map<Integer, NetworkInput> inMemory = new LinkedHashMap<>(16, 0.75f, true);
    private NetworkInput last;
    private int count;
    private long rowAt = -1;
    private NetworkInput row;
    private int mostInMemory;

    /**
     * An empty file.
     *
     * @param kind an array of the kind of its chunks
     * @param numbers the numbers of a chunk
     * @param kept how many chunks are kept in memory, beside the one that is being filled
     */
    ChunkFile(NetworkInput kind, int numbers, int kept) {
        this.kind = kind;
        this.numbers = numbers;
        this.kept = kept;
        last = kind;
        row = kind;
        channel = open();
    }

    private static FileChannel open() {
        try {
            Path file = Files.createTempFile("lamina", ".rows");
            return FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException failed) {
            throw refused(failed);
        }
    }

    private static DataException refused(IOException failed) {
        return new DataException(
                System.getProperty("java.io.tmpdir"),
                "rows that have no room in memory cannot be kept in this folder: " + failed.getMessage()
                        + "; LAMINA_JAVA_OPTIONS=-Djava.io.tmpdir=FOLDER takes another one, -Xmx8g more memory");
    }

    /** The number of chunks. */
    int count() {
        return count;
    }

    /** The most chunks that were in memory at a time. */
    int mostInMemory() {
        return mostInMemory;
    }

    /** Begins another chunk of zeros, which {@link #chunk} gives to be filled. */
    synchronized void begin() {
        if (count > 0) {
            store(count - 1, last);
        }
        last = kind.zeros(numbers);
        count++;
    }

    /** A chunk; only the last one may be written to. */
    synchronized NetworkInput chunk(int number) {
        if (number == count - 1) {
            return last;
        }
        NetworkInput known = inMemory.get(number);
        return known != null ? known : keep(number, load((long) number * numbers, numbers));
    }

    private NetworkInput keep(int number, NetworkInput chunk) {
        if (kept > 0) {
            if (inMemory.size() == kept) {
                inMemory.remove(inMemory.keySet().iterator().next());
            }
            inMemory.put(number, chunk);
            mostInMemory = Math.max(mostInMemory, inMemory.size());
        }
        return chunk;
    }

    /** The numbers of a row, which nobody may change. */
    synchronized RowPlace row(int number, int start, int width) {
        if (kept > 0 || number == count - 1) {
            return new RowPlace(chunk(number), start);
        }
        long at = (long) number * numbers + start;
        if (rowAt != at || row.length() != width) {
            row = load(at, width);
            rowAt = at;
        }
        return new RowPlace(row, 0);
    }

    /** Writes a chunk, of which {@link #chunk} gave the numbers. */
    synchronized void replace(int number, NetworkInput chunk) {
        rowAt = -1;
        if (number < count - 1) {
            store(number, chunk);
        }
    }

    private void store(int number, NetworkInput chunk) {
        ByteBuffer bytes = buffer(numbers);
        if (kind.holdsTokens()) {
            bytes.asIntBuffer().put(chunk.tokens());
        } else {
            bytes.asFloatBuffer().put(chunk.floats());
        }
        try {
            long at = (long) number * numbers * Integer.BYTES;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } catch (IOException failed) {
            throw refused(failed);
        }
    }

    private NetworkInput load(long from, int length) {
        ByteBuffer bytes = buffer(length);
        try {
            long at = from * Integer.BYTES;
            while (bytes.hasRemaining()) {
                int read = channel.read(bytes, at);
                if (read < 0) {
                    throw new IOException("the file is shorter than it was");
                }
                at += read;
            }
        } catch (IOException failed) {
            throw refused(failed);
        }
        bytes.flip();
        NetworkInput numbers = kind.zeros(length);
        if (kind.holdsTokens()) {
            bytes.asIntBuffer().get(numbers.tokens());
        } else {
            bytes.asFloatBuffer().get(numbers.floats());
        }
        return numbers;
    }

    private static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(Math.multiplyExact(length, Integer.BYTES)).order(ByteOrder.nativeOrder());
    }
}
