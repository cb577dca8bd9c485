package dev.lamina.cli.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip (RFC 1952): one member or several, one after the other. Unlike the stream of the JDK it says what is wrong with a damaged
 * file, refuses bytes that follow the last member, unless they are the zeros that a tape or a disk block is filled up with, and ends with a
 * message where a small file becomes a very large one.
 */
final class GzipStream extends InputStream {
    /** The property that raises the limit. */
    static final String MOST_BYTES = "lamina.mostUnpackedBytes";

    /**
     * The bytes that any file may become. Above this, a file may become {@link #MOST_TIMES} times its own size: deflate reaches 1,032 times at
     * most, tables of numbers 3 to 50 times.
     */
    private static final long ALWAYS = 256L << 20;

    private static final int MOST_TIMES = 100;

    private static final String OTHERS = "other bytes follow its end";
    private static final int FIRST = 0x1F;
    private static final int SECOND = 0x8B;
    private static final int HEADER_CHECKED = 2;
    private static final int EXTRA_FIELD = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final String file;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final long most = Long.getLong(MOST_BYTES, 0);
    private int from;
    private int to;
    private long packed;
    private long unpacked;
    private boolean ended;

    /**
     * @param file its name in messages
     * @throws DataException if the stream does not begin as gzip does; reading throws it if anything else is wrong
     */
    GzipStream(String file, InputStream in) throws IOException {
        this.file = file;
        this.in = in;
        header(next(), next());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (!ended && length > 0) {
            int count = inflated(into, offset, length);
            if (count > 0) {
                checksum.update(into, offset, count);
                unpacked += count;
                requireModesty();
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw damaged("it needs a dictionary");
            } else {
                refill();
            }
        }
        return length == 0 ? 0 : -1;
    }

    private int inflated(byte[] into, int offset, int length) {
        try {
            return inflater.inflate(into, offset, length);
        } catch (DataFormatException wrong) {
            throw damaged("damaged: " + wrong.getMessage());
        }
    }

    private void requireModesty() {
        long limit = Math.max(Math.max(ALWAYS, most), packed * MOST_TIMES);
        if (unpacked > limit) {
            throw damaged(String.format(
                    Locale.ROOT,
                    "its first %,d bytes become more than %,d, and a file may become %,d or %d times its size; where that is meant,"
                            + " LAMINA_JAVA_OPTIONS=-D%s=... raises the limit",
                    packed,
                    limit,
                    Math.max(ALWAYS, most),
                    MOST_TIMES,
                    MOST_BYTES));
        }
    }

    private DataException damaged(String problem) {
        return new DataException(file, "it is compressed by gzip, but " + problem);
    }

    private void refill() throws IOException {
        fill();
        inflate();
    }

    /** Gives what is left in the buffer to the inflater. */
    private void inflate() {
        inflater.setInput(buffer, from, to - from);
        from = to;
    }

    private void fill() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        if (count < 0) {
            throw damaged("cut off");
        }
        from = 0;
        to = count;
        packed += count;
    }

    private int next() throws IOException {
        while (from == to) {
            fill();
        }
        return buffer[from++] & 0xFF;
    }

    /** A number of so many bytes, the least one first. */
    private long number(int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (long) next() << 8 * i;
        }
        return number;
    }

    /** Reads the rest of a header, of which the first two bytes are given. */
    private void header(int first, int second) throws IOException {
        if (first != FIRST || second != SECOND) {
            throw damaged(OTHERS);
        }
        if (next() != 8) {
            throw damaged("by a method that is not deflate");
        }
        int flags = next();
        number(6); // time, level, system
        if ((flags & EXTRA_FIELD) != 0) {
            for (long bytes = number(2); bytes > 0; bytes--) {
                next();
            }
        }
        for (int text : new int[] {NAME, COMMENT}) {
            while ((flags & text) != 0 && next() != 0) {} // ends with a zero
        }
        if ((flags & HEADER_CHECKED) != 0) {
            number(2);
        }
        inflate();
    }

    /** Checks the end of a member, and begins the next one if there is one. */
    private void endMember() throws IOException {
        from = to - inflater.getRemaining();
        if (number(4) != checksum.getValue()) {
            throw damaged("damaged: its checksum is another one");
        }
        if (number(4) != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw damaged("damaged: its length is another one");
        }
        int first = afterEnd();
        while (first == 0) {
            first = afterEnd();
        }
        if (first < 0) {
            ended = true;
            inflater.end();
            return;
        }
        if (first != FIRST) {
            throw damaged(OTHERS);
        }
        inflater.reset();
        checksum.reset();
        header(first, next());
    }

    /** The next byte; -1 if there is none. */
    private int afterEnd() throws IOException {
        if (from == to) {
            int count = in.read(buffer, 0, buffer.length);
            if (count <= 0) {
                return -1;
            }
            from = 0;
            to = count;
            packed += count;
        }
        return buffer[from++] & 0xFF;
    }

    @Override
    public int available() throws IOException {
        return ended ? 0 : inflater.getRemaining() > 0 ? 1 : in.available();
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
