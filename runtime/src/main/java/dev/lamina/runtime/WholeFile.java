package dev.lamina.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** Replaces a file atomically: a reader sees the old content or the new, also after a crash. */
final class WholeFile {

    private WholeFile() {}

    /** Writes the new content. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a temporary file in the same folder, then moves it over the file. On failure the file is unchanged and the temporary file is
     * removed.
     */
    static void replace(Path file, Content content) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new WeightsException(file.toString(), "is not a regular file, so it is not written to");
        }
        try {
            // Through symbolic links: what they point at is to be replaced, not the link.
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path fresh = target.resolveSibling(
                    ".lamina-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
            try {
                fill(fresh, content);
                move(fresh, target);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new WeightsException(file.toString(), "cannot be written", e);
        }
    }

    private static void fill(Path fresh, Content content) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            content.writeTo(Channels.newOutputStream(channel));
            if (channel instanceof FileChannel onDisk) {
                onDisk.force(true);
            }
        }
    }

    private static void move(Path fresh, Path target) throws IOException {
        try {
            // Some file systems ignore ATOMIC_MOVE; REPLACE_EXISTING then still replaces the file.
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
