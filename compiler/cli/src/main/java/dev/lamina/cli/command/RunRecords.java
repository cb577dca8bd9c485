package dev.lamina.cli.command;

import dev.lamina.cli.train.Checkpoint;
import dev.lamina.cli.train.FileView;
import dev.lamina.cli.train.JsonLog;
import dev.lamina.cli.train.TrainingView;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that a training run writes as it goes: its log, and the state from which it can go on. */
final class RunRecords {

    private final List<FileView> views = new ArrayList<>();
    private final Optional<Checkpoint> checkpoint;

    /** Begins a log, or goes on with one. */
    RunRecords(Optional<Path> log, boolean goesOn, Optional<Checkpoint> checkpoint, PrintStream err)
            throws IOException {
        this.checkpoint = checkpoint;
        if (checkpoint.isPresent()) {
            views.add(view(checkpoint.get(), err));
        }
        if (log.isPresent()) {
            views.add(view(new JsonLog(log.get(), goesOn), err));
        }
    }

    private static FileView view(TrainingView of, PrintStream err) {
        return new FileView(
                of, reason -> err.println("warning: " + Failures.message(reason) + "; the training goes on"));
    }

    List<TrainingView> views() {
        return List.copyOf(views);
    }

    /** Saves the state between two epochs. */
    void saveState() {
        checkpoint.ifPresent(state -> views.get(0).attempt(state::save));
    }

    /** Whether the state is in its file: it was saved, and the last time nothing failed. */
    boolean stateSaved() {
        return checkpoint.isPresent() && views.get(0).failure().isEmpty();
    }

    /** Ends the verb if a file is not what it should be; the weights are saved by then. */
    void requireWritten() {
        views.stream().flatMap(view -> view.failure().stream()).findFirst().ifPresent(reason -> {
            throw reason;
        });
    }
}
