package dev.lamina.runtime;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** A source of bytes that are read once, in order. Their number may be unknown until the end. */
final class ByteSource implements AutoCloseable {

    /** Stands for a length that is not known. */
    static final long UNKNOWN = -1;

    /** Enough to tell one file format from another. */
    private static final int PEEKED = 512;

    private static final int SKIPPED = 1 << 16;

    private final PushbackInputStream in;
    private final long length;
    private final boolean closes;
    private final CRC32 checksum = new CRC32();
    private boolean sums;
    private long position;

    private ByteSource(InputStream in, long length, boolean closes) {
        this.in = new PushbackInputStream(in, PEEKED);
        this.length = length;
        this.closes = closes;
    }

    /** A file of any file system. */
    static ByteSource of(Path file) throws IOException {
        if (file.getFileSystem() == FileSystems.getDefault()) {
            // The size of what has been opened: the path may lead to another file by now.
            SeekableByteChannel channel = Files.newByteChannel(file);
            return new ByteSource(Channels.newInputStream(channel), channel.size(), true);
        }
        // Other file systems may have no channels, or channels that first copy the file.
        return new ByteSource(Files.newInputStream(file), size(file), true);
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (UnsupportedOperationException e) {
            return UNKNOWN;
        }
    }

    /** A stream; {@code closes} says whether it is closed after reading. */
    static ByteSource of(InputStream in, long length, boolean closes) {
        return new ByteSource(in, length, closes);
    }

    /** The number of all bytes, or {@link #UNKNOWN}. */
    long length() {
        return length;
    }

    /** The first bytes, without consuming them; fewer if the source is shorter. */
    byte[] peek() throws IOException {
        byte[] first = in.readNBytes(PEEKED);
        in.unread(first);
        return first;
    }

    /** Begins the checksum of the bytes that are read or skipped from here on. */
    void beginChecksum() {
        sums = true;
    }

    /** The checksum of the bytes since {@link #beginChecksum}. */
    CRC32 checksum() {
        return checksum;
    }

    /** The next bytes, fewer if the source ends. Memory grows with the bytes that arrive, not with {@code count}. */
    byte[] next(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        position += bytes.length;
        return bytes;
    }

    /** Fills a buffer over an array from its start to its limit. */
    @SuppressWarnings("ByteBufferBackingArray") // of ByteBuffer.allocate
    void fill(ByteBuffer buffer) throws IOException {
        int read = in.readNBytes(buffer.array(), 0, buffer.limit());
        position += read;
        if (sums) {
            checksum.update(buffer.array(), 0, read);
        }
        if (read < buffer.limit()) {
            throw new EOFException("the data ends after " + position + " bytes");
        }
    }

    /** Skips bytes. */
    void skip(long count) throws IOException {
        if (!sums) {
            in.skipNBytes(count);
            position += count;
            return;
        }
        ByteBuffer skipped = ByteBuffer.allocate(SKIPPED);
        for (long left = count; left > 0; left -= skipped.limit()) {
            skipped.limit((int) Math.min(SKIPPED, left));
            fill(skipped);
        }
    }

    /** Whether nothing is left. */
    boolean atEnd() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        if (closes) {
            in.close();
        }
    }
}
