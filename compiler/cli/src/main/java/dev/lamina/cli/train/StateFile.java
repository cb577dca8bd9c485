package dev.lamina.cli.train;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.TrainingState;
import dev.lamina.runtime.WeightsException;
import dev.lamina.runtime.WeightsSource;
import dev.lamina.runtime.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The file of a training state, and beside it the state before, to which a run goes back if the newest one is damaged. */
public final class StateFile {

    /** Behind the name of the file, the name of the state before. */
    private static final String PREVIOUS = ".previous";

    private final Path file;
    private boolean damaged;

    /** The states at a path. */
    public StateFile(Path file) {
        this.file = file;
    }

    /** The path of the newest state. */
    public Path file() {
        return file;
    }

    /** Where the state before is. */
    public Path previous() {
        try {
            Path target = WholeFile.target(file);
            return target.resolveSibling(target.getFileName() + PREVIOUS);
        } catch (IOException circle) {
            throw new UncheckedIOException(circle);
        }
    }

    /**
     * A state that is whole.
     *
     * @param from the newest state, or the one before
     * @param problem what is wrong with the newest, if it is not this one
     */
    public record Choice(WeightsSource from, Optional<String> problem) {}

    /**
     * The newest state if it is whole, else the one before.
     *
     * @throws WeightsException what is wrong with the newest, if neither is whole
     */
    public Choice choose(Function<Path, WeightsSource> reading) {
        try {
            Safetensors.check(reading.apply(file));
            return new Choice(reading.apply(file), Optional.empty());
        } catch (WeightsException newest) {
            damaged = true;
            WeightsSource before = reading.apply(previous());
            try {
                Safetensors.check(before);
            } catch (WeightsException neither) {
                throw newest;
            }
            return new Choice(before, Optional.of(newest.getMessage()));
        }
    }

    /**
     * Writes a state; the newest one until now becomes the one before, unless it is damaged.
     *
     * @throws WeightsException if it cannot be written; then both states stay
     */
    public void write(TrainingState state, Parameters parameters, Map<String, String> notes) {
        Optional<Path> old = damaged ? Optional.empty() : held();
        try {
            state.write(file, parameters, notes);
            damaged = false;
            if (old.isPresent()) {
                Files.move(old.get(), previous(), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException reason) {
            throw new UncheckedIOException(reason);
        } finally {
            old.ifPresent(StateFile::remove);
        }
    }

    /** A second name for the newest state, under which it stays when it is replaced; empty if there is none, or the disk is full. */
    private Optional<Path> held() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Path target = WholeFile.target(file);
            Path name = WholeFile.temporary(target);
            try {
                Files.createLink(name, target);
            } catch (IOException | UnsupportedOperationException noLinks) {
                Files.copy(target, name);
            }
            return Optional.of(name);
        } catch (IOException full) {
            return Optional.empty(); // the next state is worth more than the one before
        }
    }

    private static void remove(Path name) {
        try {
            Files.deleteIfExists(name);
        } catch (IOException stays) {
            // The next run removes it.
        }
    }
}
