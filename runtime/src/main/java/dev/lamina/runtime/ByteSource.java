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

/** Bytes that are read once, from the first to the last; their number may be unknown until then. */
final class ByteSource implements AutoCloseable {

    /** The length of what is still coming. */
    static final long UNKNOWN = -1;

    /** Enough to tell one file format from another. */
    private static final int PEEKED = 512;

    private final PushbackInputStream in;
    private final long length;
    private final boolean closes;
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
        // Others may have no channels, or such as copy the file first.
        return new ByteSource(Files.newInputStream(file), size(file), true);
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (UnsupportedOperationException e) {
            return UNKNOWN;
        }
    }

    /** A stream that is closed after reading, or belongs to somebody else. */
    static ByteSource of(InputStream in, long length, boolean closes) {
        return new ByteSource(in, length, closes);
    }

    /** The number of all bytes, or {@link #UNKNOWN}. */
    long length() {
        return length;
    }

    /** The first bytes, to be read again; fewer where there are fewer. */
    byte[] peek() throws IOException {
        byte[] first = in.readNBytes(PEEKED);
        in.unread(first);
        return first;
    }

    /** The next bytes, fewer where the source ends. Memory grows with what has come, whatever was asked for. */
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
        if (read < buffer.limit()) {
            throw new EOFException("the data ends after " + position + " bytes");
        }
    }

    /** Passes over bytes. */
    void skip(long count) throws IOException {
        in.skipNBytes(count);
        position += count;
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
