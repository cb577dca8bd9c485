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

    BlockFiller(InputRequest request, BlockSink sink, List<String> kept) throws IOException {
        this.request = request;
        this.sink = sink;
        keptValues = kept.size();
        sink.begin(kept);
        block = fresh();
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
        try {
            sink.accept(full, waiting);
        } catch (IOException failed) {
            failure = Optional.of(new UncheckedIOException(failed));
        } catch (RuntimeException failed) {
            failure = Optional.of(failed);
        }
        throwFailure();
    }

    /** A parser in whose reading rows were handed on wraps what went wrong with them: this is it. */
    void throwFailure() {
        failure.ifPresent(reason -> {
            throw reason;
        });
    }
}
