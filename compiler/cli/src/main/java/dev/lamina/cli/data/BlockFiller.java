package dev.lamina.cli.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Fills blocks row by row and hands them on when they are full, or when the next row lets others wait. */
final class BlockFiller {

    /** Many enough to be quick, few enough for any memory. */
    static final int ROWS = 64;

    private final InputRequest request;
    private final BlockSink sink;
    private final int keptValues;
    private InputBlock block;
    private Optional<RuntimeException> failure = Optional.empty();

    BlockFiller(InputRequest request, BlockSink sink, int keptValues) {
        this.request = request;
        this.sink = sink;
        this.keptValues = keptValues;
        block = fresh();
    }

    /** Says what each row keeps, before all rows. */
    BlockFiller begin(List<String> kept) {
        handOn(() -> sink.begin(kept));
        return this;
    }

    private InputBlock fresh() {
        return new InputBlock(request.expected(), ROWS, keptValues);
    }

    /** The block with room for the row that comes. */
    InputBlock block() {
        return block;
    }

    /** Ends a row. */
    void close() {
        block.close();
        if (!block.hasRoom()) {
            flush(false);
        }
    }

    /** Hands on the rows that there are. */
    void flush(boolean waiting) {
        if (block.count() == 0) {
            return;
        }
        InputBlock full = block;
        block = fresh();
        handOn(() -> sink.accept(full, waiting));
    }

    /** What tells a sink something. */
    private interface Handing {
        void run() throws IOException;
    }

    private void handOn(Handing to) {
        try {
            to.run();
        } catch (IOException failed) {
            failure = Optional.of(new UncheckedIOException(failed));
        } catch (RuntimeException failed) {
            failure = Optional.of(failed);
        }
        throwFailure();
    }

    /** A parser in whose reading rows were handed on wraps what went wrong with them, such as a full disk: this is it. */
    void throwFailure() {
        failure.ifPresent(reason -> {
            throw reason;
        });
    }
}
