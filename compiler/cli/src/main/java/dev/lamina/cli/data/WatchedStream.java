package dev.lamina.cli.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that reports how many bytes of a file have been read. */
final class WatchedStream extends FilterInputStream {

    private final long all;
    private final ReadingView view;
    private long done;

    WatchedStream(InputStream bytes, long all, ReadingView view) {
        super(bytes);
        this.all = all;
        this.view = view;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        done += one < 0 ? 0 : 1;
        return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        done += Math.max(0, count);
        view.read(done, all);
        return count;
    }
}
