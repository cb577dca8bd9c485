package dev.lamina.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** Replaces a file as a whole: whoever opens it sees the old content or the new, also after a crash. */
final class WholeFile {

    private WholeFile() {}

    /** What writes the new content. */
    interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Writes beside the file, then moves over it; on failure the file is as it was and nothing is left behind. */
    static void replace(Path file, Content content) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new WeightsException(file, "is not a regular file, so it is not written to");
        }
        try {
            // Through symbolic links: what they point at is to be replaced, not the link.
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path fresh = target.resolveSibling(
                    ".lamina-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
            try {
                try (FileChannel channel =
                        FileChannel.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                    content.writeTo(channel);
                    channel.force(true);
                }
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be written", e);
        }
    }
}
