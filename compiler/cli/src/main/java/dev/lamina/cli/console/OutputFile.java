package dev.lamina.cli.console;

import dev.lamina.runtime.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes files atomically: a reader sees the old content or the new, never part of it. */
public final class OutputFile {

    private OutputFile() {}

    public static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    public static void write(Path file, byte[] bytes) throws IOException {
        write(file, to -> to.write(bytes));
    }

    /** Writes the content of a file to a stream. */
    public interface ContentWriter {
        void writeTo(OutputStream to) throws IOException;
    }

    public static void write(Path file, ContentWriter content) throws IOException {
        prepare(file);
        if (isDevice(file)) {
            try (OutputStream to = new NamedOutput(Files.newOutputStream(file), file)) {
                content.writeTo(to);
            }
        } else {
            WholeFile.write(file, new WholeFile.Content() {
                @Override
                public void temporary(Path fresh) {
                    fresh.toFile().deleteOnExit(); // also after Ctrl-C
                }

                @Override
                public void writeTo(OutputStream to) throws IOException {
                    content.writeTo(new NamedOutput(to, file));
                }
            });
        }
    }

    /** Whether it is {@code /dev/stdout} or its like, which cannot be replaced. */
    private static boolean isDevice(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    /**
     * Creates the folders of a file and checks that it can be written, so that a long run does not fail at its end. Removes what ended
     * processes have left of it.
     */
    public static void prepare(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new Failure(file + ": it is a folder, not a file");
        }
        if (isDevice(file)) {
            return;
        }
        makeFolders(file);
        WholeFile.requireWritable(file);
        WholeFile.removeTemporaries(file);
    }

    /** Creates the folders of a file, through symbolic links, and checks that files can be created there. */
    public static void makeFolders(Path file) throws IOException {
        Path folder = WholeFile.target(file).getParent();
        if (folder != null) {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new Failure(folder + ": no permission to write there");
            }
        }
    }

    /** The same for tensors, which are written to regular files alone. */
    public static void prepareTensors(Path file) throws IOException {
        prepare(file);
        if (isDevice(file)) {
            throw new Failure(file + ": it is no regular file, and tensors are written to no other");
        }
    }

    /** Adds the name of the file to errors: when the disk is full, those of Java do not have it. */
    private static final class NamedOutput extends PieceOutput {
        private final OutputStream to;
        private final Path file;

        NamedOutput(OutputStream to, Path file) {
            this.to = to;
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                to.write(bytes, from, length);
            } catch (IOException nameless) {
                throw new FileSystemException(file.toString(), null, nameless.getMessage());
            }
        }

        @Override
        public void close() throws IOException {
            to.close();
        }
    }
}
