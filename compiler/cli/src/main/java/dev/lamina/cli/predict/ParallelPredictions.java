package dev.lamina.cli.predict;

import dev.lamina.cli.data.BlockSink;
import dev.lamina.cli.data.InputBlock;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.NetworkPool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
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
    private final ExecutorService threads;
    private final Queue<Future<byte[]>> pending = new ArrayDeque<>();
    private long rows;

    /**
     * Predicts with as many threads as the pool has networks.
     *
     * @param answers the names of what each output predicts
     * @param inputs takes the inputs of the network from a block of rows
     */
    public ParallelPredictions(
            NetworkPool<Network> networks,
            List<PredictionNames> answers,
            Function<InputBlock, NetworkBatch> inputs,
            PredictionFormat format,
            OutputStream to) {
        this.networks = networks;
        this.answers = List.copyOf(answers);
        this.inputs = inputs;
        this.format = format;
        this.to = to;
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
        rows += block.count();
        pending.add(threads.submit(() -> networks.use(network -> text(network, block))));
        while (pending.size() > (waiting ? 0 : AHEAD * networks.size())) {
            writeNext();
        }
        if (waiting) {
            to.flush();
        }
    }

    private byte[] text(Network network, InputBlock block) {
        BlockPredictions predicted = BlockPredictions.of(network, answers, block, inputs.apply(block));
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < block.count(); row++) {
            format.write(block, row, predicted, text);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void writeNext() throws IOException {
        try {
            to.write(pending.remove().get());
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
