package dev.lamina.cli.train;

import dev.lamina.runtime.WeightsException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;

/** A view that writes a file. A file that cannot be written ends no training: that is told when it happens, and again at the end. */
public final class FileView implements TrainingView {

    private final TrainingView of;
    private final Consumer<RuntimeException> warning;
    private Optional<RuntimeException> failure = Optional.empty();

    /** Watches over a view; what goes wrong first is told as a warning. */
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

    /** Writes, now. */
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

    /** Why the file is not what it should be. */
    public Optional<RuntimeException> failure() {
        return failure;
    }
}
