package dev.lamina.cli.command;

import dev.lamina.cli.console.FileErrors;
import dev.lamina.cli.train.Checkpoint;
import dev.lamina.cli.train.FileView;
import dev.lamina.cli.train.JsonLog;
import dev.lamina.cli.train.TrainingView;
import dev.lamina.compiler.source.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that a training run writes after each epoch: its log, and the state from which it can be resumed. */
final class RunRecords {

    private final List<FileView> views = new ArrayList<>();
    private final Optional<Checkpoint> checkpoint;

    /** Begins a new log, or appends to an old one. */
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
                of,
                reason -> err.println(
                        "warning: " + Printable.line(FileErrors.message(reason)) + "; the training goes on"));
    }

    List<TrainingView> views() {
        return List.copyOf(views);
    }

    /** Saves the state now, in the middle of an epoch. */
    void saveState() {
        checkpoint.ifPresent(state -> views.get(0).attempt(state::save));
    }

    /** Whether the last state was saved. */
    boolean stateSaved() {
        return checkpoint.isPresent() && views.get(0).failure().isEmpty();
    }

    /** Throws if a file could not be written; to be called after the weights were saved. */
    void requireWritten() {
        views.stream().flatMap(view -> view.failure().stream()).findFirst().ifPresent(reason -> {
            throw reason;
        });
    }
}
