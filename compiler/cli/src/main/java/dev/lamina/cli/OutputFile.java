package dev.lamina.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file to be written: whoever opens it sees nothing, the old content or the new, never half of it. */
final class OutputFile {

    private OutputFile() {}

    static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static void write(Path file, byte[] bytes) throws IOException {
        prepare(file);
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                Files.write(file, bytes); // /dev/stdout and its like cannot be replaced
            } else {
                replace(file, bytes);
            }
        } catch (FileSystemException named) {
            throw named;
        } catch (IOException nameless) { // as when the disk is full
            throw new FileSystemException(file.toString(), null, nameless.getMessage());
        }
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path fresh = target.resolveSibling(".lamina-" + UUID.randomUUID() + ".tmp");
        try {
            Files.write(fresh, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            move(fresh, target);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Makes the folders above a file, so that a long run does not fail at its end. */
    static void prepare(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new Failure(file + ": it is a folder, not a file");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new Failure(folder + ": no permission to write there");
            }
        }
    }

    /** The same for tensors, which are written to regular files alone. */
    static void prepareTensors(Path file) throws IOException {
        prepare(file);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new Failure(file + ": it is no regular file, and tensors are written to no other");
        }
    }

    private static void move(Path fresh, Path target) throws IOException {
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unsupported) {
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
