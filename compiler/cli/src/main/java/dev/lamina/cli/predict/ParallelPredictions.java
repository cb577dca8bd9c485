package dev.lamina.cli.predict;

import dev.lamina.cli.data.BadRows;
import dev.lamina.cli.data.BlockSink;
import dev.lamina.cli.data.DataException;
import dev.lamina.cli.data.InputBlock;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.NetworkPool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Predicts blocks of rows on several threads and writes the results in the order of the rows. */
public final class ParallelPredictions implements BlockSink, AutoCloseable {

    /** Blocks for each thread: enough that none waits for the one that reads and writes, few enough for any memory. */
    private static final int AHEAD = 4;

    private final NetworkPool<Network> networks;
    private final List<PredictionNames> answers;
    private final Function<InputBlock, NetworkBatch> inputs;
    private final PredictionFormat format;
    private final OutputStream to;
    private final BadRows bad;
    private final String file;
    private final ExecutorService threads;
    private final Queue<Future<Answers>> pending = new ArrayDeque<>();
    private long rows;

    /**
     * Predicts with as many threads as the pool has networks.
     *
     * @param answers the names of what each output predicts
     * @param inputs takes the inputs of the network from a block of rows
     * @param bad handles rows that have no answer
     * @param file the name of the rows in messages
     */
    public ParallelPredictions(
            NetworkPool<Network> networks,
            List<PredictionNames> answers,
            Function<InputBlock, NetworkBatch> inputs,
            PredictionFormat format,
            OutputStream to,
            BadRows bad,
            String file) {
        this.networks = networks;
        this.answers = List.copyOf(answers);
        this.inputs = inputs;
        this.format = format;
        this.to = to;
        this.bad = bad;
        this.file = file;
        threads = Executors.newFixedThreadPool(networks.size(), task -> {
            Thread thread = new Thread(task, "lamina-predict");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void begin(List<String> kept) throws IOException {
        to.write(format.heading(kept).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void accept(InputBlock block, boolean waiting) throws IOException {
        long first = rows + 1;
        rows += block.count();
        pending.add(threads.submit(() -> networks.use(network -> answers(network, block, first))));
        while (pending.size() > (waiting ? 0 : AHEAD * networks.size())) {
            writeNext();
        }
        if (waiting) {
            to.flush();
        }
    }

    /**
     * What the network says of a block.
     *
     * @param text the rows with an answer; if one without an answer ends the command, those before it
     * @param without the numbers of the rows without an answer
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Answers(byte[] text, List<Long> without) {}

    private Answers answers(Network network, InputBlock block, long first) {
        BlockPredictions predicted = BlockPredictions.of(network, answers, block, inputs.apply(block));
        StringBuilder text = new StringBuilder();
        List<Long> without = new ArrayList<>();
        for (int row = 0; row < block.count() && (without.isEmpty() || bad.skips()); row++) {
            if (predicted.clear(row)) {
                format.write(block, row, predicted, text);
            } else {
                without.add(first + row);
            }
        }
        return new Answers(text.toString().getBytes(StandardCharsets.UTF_8), without);
    }

    private void writeNext() throws IOException {
        try {
            Answers next = pending.remove().get();
            to.write(next.text());
            for (long row : next.without()) {
                without(row);
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException own) {
                throw own;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    /** Leaves out a row without an answer; or ends the predictions, and drops those of the rows behind it. */
    private void without(long row) {
        try {
            bad.addUnanswered(file, row);
        } catch (DataException end) {
            pending.clear();
            throw end;
        }
    }

    /** Writes what has not been written yet. */
    public void finish() throws IOException {
        while (!pending.isEmpty()) {
            writeNext();
        }
        to.flush();
    }

    /** How many rows there were. */
    public long rows() {
        return rows;
    }

    /** Stops the threads and drops what they have not finished. */
    @Override
    public void close() {
        threads.shutdownNow();
        networks.close();
    }
}
