package dev.lamina.cli.command;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.run.TextData;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.SequenceNetwork;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A network that takes a text token by token, and tells the next one. A network that streams reads each token once and carries a state; another
 * one, such as a network with attention, reads again as many of the last tokens as its sequences have.
 */
final class TextWriter {
    private final Path weights;
    private final Network network;
    private final NetworkBatch data;
    private final TextData.NextToken next;
    private final float[][] outputs;
    private final int[] last;
    private int count;

    /**
     * @param network a network of sequences of any length
     * @param data its inputs, of which that of the tokens is set before each step
     * @param outputs an array for each output, of the largest number of steps
     * @param most how many of the last tokens it reads; 1 if it streams
     */
    TextWriter(Path weights, Network network, NetworkBatch data, TextData.NextToken next, float[][] outputs, int most) {
        this.weights = weights;
        this.network = network;
        this.data = data;
        this.next = next;
        this.outputs = outputs;
        this.last = new int[most];
    }

    /** Takes one token more. */
    void step(int token) {
        if (count == last.length) {
            System.arraycopy(last, 1, last, 0, count - 1);
            count--;
        }
        last[count++] = token;
        ((SequenceNetwork) network).length(count);
        data.input(next.input(), NetworkInput.of(Arrays.copyOf(last, count)));
        data.predict(network, 1, outputs);
        for (float score : scores()) {
            if (!Float.isFinite(score)) {
                throw new Failure(weights + ": an output is " + (Float.isNaN(score) ? "not a number" : "infinite")
                        + ", so no character can be drawn");
            }
        }
        if (network instanceof Recurrent recurrent) {
            System.arraycopy(recurrent.finalState(), 0, recurrent.initialState(), 0, recurrent.stateSize());
        }
    }

    /** What the last step has given for the next token. */
    float[] scores() {
        float[] all = outputs[next.output()];
        int each = all.length / last.length;
        return Arrays.copyOfRange(all, (count - 1) * each, count * each);
    }
}
