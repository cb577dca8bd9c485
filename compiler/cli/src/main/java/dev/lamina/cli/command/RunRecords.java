package dev.lamina.cli.command;

import dev.lamina.cli.console.FileErrors;
import dev.lamina.cli.console.Text;
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
import java.util.OptionalLong;

/** The files that a training run writes after each epoch: its log, and the state from which it can be resumed. */
final class RunRecords {

    private final List<FileView> views = new ArrayList<>();
    private final Optional<Checkpoint> checkpoint;

    /**
     * Begins a new log, or appends to an old one. The log comes before the state: a kill between the two leaves a line too much, which is
     * taken out when the run is resumed, and none is missing.
     *
     * @param step the step after which a resumed run goes on
     */
    RunRecords(Optional<Path> log, OptionalLong step, Optional<Checkpoint> checkpoint, PrintStream err)
            throws IOException {
        this.checkpoint = checkpoint;
        if (log.isPresent()) {
            if (step.isPresent()) {
                rewind(log.get(), step.getAsLong(), err);
            }
            views.add(view(new JsonLog(log.get(), step.isPresent()), err));
        }
        if (checkpoint.isPresent()) {
            views.add(view(checkpoint.get(), err));
        }
    }

    private static void rewind(Path log, long step, PrintStream err) throws IOException {
        int lines = JsonLog.rewind(log, step);
        if (lines > 0) {
            err.println("note: " + Printable.line(log) + ": " + Text.count(lines, "line") + " of epochs after step "
                    + Text.grouped(step) + ", from which the run goes on, are taken out");
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
        checkpoint.ifPresent(state -> ofState().attempt(state::save));
    }

    /** Whether the last state was saved. */
    boolean stateSaved() {
        return checkpoint.isPresent() && ofState().failure().isEmpty();
    }

    private FileView ofState() {
        return views.get(views.size() - 1);
    }

    /** Throws if a file could not be written; to be called after the weights were saved. */
    void requireWritten() {
        views.stream().flatMap(view -> view.failure().stream()).findFirst().ifPresent(reason -> {
            throw reason;
        });
    }
}
