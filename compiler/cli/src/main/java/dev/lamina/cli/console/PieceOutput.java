package dev.lamina.cli.console;

import java.io.IOException;
import java.io.OutputStream;

/** An output stream with one method that sees all bytes: a single byte is written as an array of one. */
public abstract class PieceOutput extends OutputStream {

    @Override
    public final void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public abstract void write(byte[] bytes, int from, int length) throws IOException;
}
