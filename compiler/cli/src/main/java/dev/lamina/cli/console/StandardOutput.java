package dev.lamina.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Standard output that knows why it could not be written: a print stream tells that it failed, but not why. */
public final class StandardOutput extends TerminalOutput {

    /** What {@code stat} says of a pipe, in the bits that tell the kinds of files apart. */
    private static final int PIPE = 0x1000;

    private static final int KINDS = 0xF000;

    private final Watched watched;
    private final BooleanSupplier pipe;

    /** Prints to a stream; {@code pipe} tells whether it is a pipe, and is called only when printing has failed. */
    public StandardOutput(OutputStream to, BooleanSupplier pipe) {
        this(new Watched(to), pipe);
    }

    private StandardOutput(Watched watched, BooleanSupplier pipe) {
        super(watched);
        this.watched = watched;
        this.pipe = pipe;
    }

    static StandardOutput ofProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out), StandardOutput::isPipe);
    }

    /** Why it could not be written; empty as long as all is well. */
    public Optional<IOException> failure() {
        return checkError() ? watched.failure : Optional.empty();
    }

    /**
     * Whether the reader of a pipe has closed it, as {@code head} does. Decided by the kind of file, because the text of the error depends on the
     * user's language.
     */
    public boolean closed() {
        return failure().isPresent() && pipe.getAsBoolean();
    }

    private static boolean isPipe() {
        try {
            return ((int) Files.getAttribute(Path.of("/dev/fd/1"), "unix:mode") & KINDS) == PIPE;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return false;
        }
    }

    /** Remembers the first failure. */
    private static final class Watched extends PieceOutput {
        private final OutputStream to;
        private Optional<IOException> failure = Optional.empty();

        Watched(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                to.write(bytes, from, length);
            } catch (IOException reason) {
                failure = failure.or(() -> Optional.of(reason));
                throw reason;
            }
        }
    }
}
