package dev.lamina.cli.train;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainingState;
import java.nio.file.Path;

/** Saves the state of a run after each epoch, so that the run can be resumed. */
public record Checkpoint(Path file, TrainingState state, Parameters parameters) implements TrainingView {

    @Override
    public void step(Progress progress) {
        // A step is too short to write files after.
    }

    @Override
    public void epoch(EpochReport report) {
        save();
    }

    /** Saves now. */
    public void save() {
        state.write(file, parameters);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
