package dev.lamina.cli.train;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainingState;
import java.nio.file.Path;
import java.util.Map;

/**
 * Saves the state of a run after each epoch, so that the run can be resumed.
 *
 * @param notes what the state belongs to
 */
public record Checkpoint(StateFile file, TrainingState state, Parameters parameters, Map<String, String> notes)
        implements TrainingView {

    /** Without notes. */
    public Checkpoint(Path file, TrainingState state, Parameters parameters) {
        this(new StateFile(file), state, parameters, Map.of());
    }

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
        file.write(state, parameters, notes);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
