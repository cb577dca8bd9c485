package dev.lamina.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Replaces a file atomically: a reader sees the old content or the new, also after a crash. The new file has the permissions, owner and
 * group of the old one as far as this process may set them, and symbolic links to it stay.
 *
 * <p>Public for Lamina's own command. Other programs write with {@link Parameters}, {@link TrainingState} and {@link Safetensors}.
 */
public final class WholeFile {

    /** As many links as Linux follows. */
    private static final int MOST_LINKS = 40;

    private static final Set<PosixFilePermission> WRITING = EnumSet.of(
            PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private WholeFile() {}

    /** Writes the new content. */
    public interface Content {
        /** Writes it. */
        void writeTo(OutputStream out) throws IOException;

        /** Is told of the temporary file before it is created. */
        default void temporary(Path fresh) {
            // It is removed in any case, unless the process ends before.
        }
    }

    /** As {@link #write}, for tensors: failures are {@link WeightsException}s. */
    static void replace(Path file, Content content) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new WeightsException(file.toString(), "is not a regular file, so it is not written to");
        }
        try {
            write(file, content);
        } catch (IOException e) {
            throw new WeightsException(file.toString(), "cannot be written", e);
        }
    }

    /**
     * Writes a temporary file in the same folder, then moves it over the file. On failure the file is unchanged and the temporary file is
     * removed.
     *
     * @throws IOException if it cannot be written, or the file that is there is read-only
     */
    public static void write(Path file, Content content) throws IOException {
        Path target = target(file);
        requireWritable(target);
        Path fresh = temporary(target);
        content.temporary(fresh);
        try {
            Optional<PosixFileAttributes> old = attributes(target);
            fill(fresh, content, old.isPresent());
            if (old.isPresent()) {
                copy(old.get(), fresh);
            }
            move(fresh, target);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** The file that a path leads to, through symbolic links: what they point at is to be replaced, not the link. It need not exist. */
    public static Path target(Path file) throws IOException {
        Path at = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(at); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(file.toString(), null, "it is a symbolic link that leads nowhere");
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        return at;
    }

    /**
     * Throws if a file must not be replaced. Nobody may write a file whose permissions say so, not even the superuser: whoever took the
     * permission away wants to keep the content.
     */
    public static void requireWritable(Path file) throws IOException {
        Path target = target(file);
        Path folder = target.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
        if (!Files.exists(target)) {
            return;
        }
        boolean readOnly = attributes(target)
                .map(PosixFileAttributes::permissions)
                .filter(permissions -> WRITING.stream().noneMatch(permissions::contains))
                .isPresent();
        if (readOnly) {
            throw new FileSystemException(file.toString(), null, "it is read-only; chmod u+w lets it be replaced");
        }
        if (!Files.isWritable(target)) {
            throw new AccessDeniedException(file.toString());
        }
    }

    /**
     * Removes temporary files of this file that processes have left which were ended while they wrote. Files that are being written are
     * locked, and stay.
     */
    public static void removeTemporaries(Path file) throws IOException {
        Path target = target(file);
        Path folder = target.getParent();
        if (folder == null || target.getFileSystem() != FileSystems.getDefault() || !Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, temporaryNames(target) + "*.tmp")) {
            for (Path temporary : left) {
                if (Files.isRegularFile(temporary) && unlocked(temporary)) {
                    Files.deleteIfExists(temporary);
                }
            }
        }
    }

    /** A new name beside a file, which {@link #removeTemporaries} finds. */
    public static Path temporary(Path target) {
        return target.resolveSibling(temporaryNames(target)
                + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
    }

    private static boolean unlocked(Path temporary) {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (IOException | OverlappingFileLockException inUse) {
            return false;
        }
    }

    /** How the names of the temporary files of a file begin. A hash, because the name itself may already be as long as a name can be. */
    private static String temporaryNames(Path target) {
        return String.format(
                Locale.ROOT,
                ".lamina-%08x-",
                String.valueOf(target.getFileName()).hashCode());
    }

    private static Optional<PosixFileAttributes> attributes(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view == null || !Files.exists(file) ? Optional.empty() : Optional.of(view.readAttributes());
    }

    /** @param closed whether nobody else may read the file before it has its final permissions */
    private static void fill(Path fresh, Content content, boolean closed) throws IOException {
        FileAttribute<?>[] permissions = closed
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
                }
                : new FileAttribute<?>[0];
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (SeekableByteChannel channel = Files.newByteChannel(fresh, options, permissions)) {
            if (channel instanceof FileChannel onDisk) {
                lock(onDisk);
            }
            content.writeTo(Channels.newOutputStream(channel));
            if (channel instanceof FileChannel onDisk) {
                onDisk.force(true);
            }
        }
    }

    /** Locks a file until its channel is closed. */
    private static void lock(FileChannel channel) {
        try {
            channel.tryLock();
        } catch (IOException noLocksHere) {
            // Then nobody else gets the lock either, and the file counts as locked.
        }
    }

    private static void copy(PosixFileAttributes old, Path fresh) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        PosixFileAttributes own = view.readAttributes();
        try {
            if (!own.group().equals(old.group())) {
                view.setGroup(old.group());
            }
            if (!own.owner().equals(old.owner())) {
                view.setOwner(old.owner());
            }
        } catch (IOException notAllowed) {
            // Only the superuser gives files away.
        }
        view.setPermissions(old.permissions());
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
