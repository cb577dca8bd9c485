package dev.lamina.cli.train;

import dev.lamina.runtime.WeightsException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Guards a view that writes a file: if writing fails, training goes on; a warning says so at once, and an error at the end. */
public final class FileView implements TrainingView {

    private final TrainingView of;
    private final Consumer<RuntimeException> warning;
    private Optional<RuntimeException> failure = Optional.empty();

    /** Guards a view; {@code warning} receives the first failure. */
    public FileView(TrainingView of, Consumer<RuntimeException> warning) {
        this.of = of;
        this.warning = warning;
    }

    @Override
    public void step(Progress progress) {
        of.step(progress);
    }

    @Override
    public void epoch(EpochReport report) {
        attempt(() -> of.epoch(report));
    }

    @Override
    public void close() {
        of.close();
    }

    /** Writes now, and keeps the failure if there is one. */
    public void attempt(Runnable write) {
        try {
            write.run();
            failure = Optional.empty();
        } catch (UncheckedIOException | WeightsException reason) {
            if (failure.isEmpty()) {
                warning.accept(reason);
            }
            failure = Optional.of(reason);
        }
    }

    /** Why the file could not be written the last time; empty if it was. */
    public Optional<RuntimeException> failure() {
        return failure;
    }
}
