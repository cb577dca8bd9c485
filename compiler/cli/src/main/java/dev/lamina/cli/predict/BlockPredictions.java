package dev.lamina.cli.predict;

import dev.lamina.cli.data.InputBlock;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.SequenceNetwork;
import java.util.List;

/** The predictions of all outputs for a block of rows. */
final class BlockPredictions {

    private final List<OutputPredictions> outputs;

    private BlockPredictions(List<OutputPredictions> outputs) {
        this.outputs = outputs;
    }

    /** Runs a network on the rows, whose inputs {@code data} holds. */
    static BlockPredictions of(Network network, List<PredictionNames> answers, InputBlock rows, NetworkBatch data) {
        List<OutputPredictions> outputs =
                answers.stream().map(each -> new OutputPredictions(each, rows)).toList();
        if (network instanceof SequenceNetwork sequences && rows.shorter()) {
            sequences.lengths(rows.steps(), rows.count());
        } else if (network instanceof SequenceNetwork sequences) {
            sequences.length(sequences.steps());
        }
        data.predict(
                network,
                rows.count(),
                outputs.stream().map(OutputPredictions::values).toArray(float[][]::new));
        outputs.forEach(OutputPredictions::choose);
        return new BlockPredictions(outputs);
    }

    /** Whether a row has an answer of each output. */
    boolean clear(int row) {
        return outputs.stream().allMatch(output -> output.clear(row));
    }

    OutputPredictions output(int number) {
        return outputs.get(number);
    }
}
