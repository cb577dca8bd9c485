package dev.lamina.cli.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Collects rows in blocks; hands a block on when it is full, or when the next row has not arrived yet. */
final class BlockFiller {

    /** Enough rows to be fast, few enough for little memory. */
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

    /** Announces the names of the copied values, before all rows. */
    BlockFiller begin(List<String> kept) {
        handOn(() -> sink.begin(kept));
        return this;
    }

    private InputBlock fresh() {
        return new InputBlock(request.expected(), ROWS, keptValues);
    }

    /** The block for the next row. */
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

    /** Hands on the rows collected so far. */
    void flush(boolean waiting) {
        if (block.count() == 0) {
            return;
        }
        InputBlock full = block;
        block = fresh();
        handOn(() -> sink.accept(full, waiting));
    }

    /** A call of the sink. */
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

    /** Throws what the sink threw, such as an error of a full disk: a parser that called this class has wrapped it. */
    void throwFailure() {
        failure.ifPresent(reason -> {
            throw reason;
        });
    }
}
