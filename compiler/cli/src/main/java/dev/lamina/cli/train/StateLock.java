package dev.lamina.cli.train;

import dev.lamina.runtime.WholeFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lock that a run holds on its state file: a second run on the same file would mix its states with those of the first. The lock is on a
 * file beside it, because the state file itself is replaced. The operating system releases it when the process ends in whatever way.
 */
public final class StateLock implements AutoCloseable {

    /** How often to try again because the run that held the lock has just removed the file. */
    private static final int TRIES = 10;

    private final Optional<Held> held;

    private StateLock(Optional<Held> held) {
        this.held = held;
    }

    /** A locked file; closing the channel releases the lock. */
    private record Held(Path file, FileChannel channel) {}

    /** No lock, for a run without a state file. */
    public static StateLock none() {
        return new StateLock(Optional.empty());
    }

    /** A state file that another run has locked. */
    public static final class HeldException extends IOException {
        private static final long serialVersionUID = 1L;

        HeldException(Path state) {
            super(state + ": another run is training with this state file");
        }
    }

    /**
     * Locks a state file.
     *
     * @throws HeldException if another run holds the lock
     * @throws IOException if the file system has no locks, or is full
     */
    public static StateLock of(Path state) throws IOException {
        Path target = WholeFile.target(state);
        Path file = target.resolveSibling("." + target.getFileName() + ".lock");
        for (int i = 0; i < TRIES; i++) {
            Optional<StateLock> lock = attempt(state, file);
            if (lock.isPresent()) {
                return lock.get();
            }
        }
        throw new HeldException(state);
    }

    /** Locks the file; empty if it was removed or replaced meanwhile, so that the lock would be on a file that nobody else finds. */
    private static Optional<StateLock> attempt(Path state, Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            Object opened = key(file);
            if (channel.tryLock() == null) {
                throw new HeldException(state);
            }
            held = opened != null && Objects.equals(opened, key(file));
            return held ? Optional.of(new StateLock(Optional.of(new Held(file, channel)))) : Optional.empty();
        } catch (OverlappingFileLockException ofThisProcess) {
            throw new HeldException(state);
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    /** What tells a file from another one of the same name; null if there is none. */
    private static @Nullable Object key(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file : key; // Windows has no keys, and no removal of open files
    }

    /** Removes the file and releases the lock. */
    @Override
    public void close() {
        held.ifPresent(StateLock::release);
    }

    private static void release(Held lock) {
        try {
            Files.deleteIfExists(lock.file);
        } catch (IOException stays) {
            // An empty file more, which the next run locks again.
        }
        try {
            lock.channel.close();
        } catch (IOException closed) {
            // The lock is gone with the process at the latest.
        }
    }
}
