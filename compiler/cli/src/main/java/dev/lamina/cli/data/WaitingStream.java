package dev.lamina.cli.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that runs an action before a read has to wait for input. */
final class WaitingStream extends FilterInputStream {

    private Runnable beforeWaiting = () -> {};

    WaitingStream(InputStream bytes) {
        super(bytes);
    }

    void beforeWaiting(Runnable action) {
        beforeWaiting = action;
    }

    @Override
    public int read() throws IOException {
        announce();
        return super.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        announce();
        return super.read(into, offset, length);
    }

    private void announce() throws IOException {
        if (available() == 0) {
            beforeWaiting.run();
        }
    }
}
