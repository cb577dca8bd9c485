package dev.lamina.cli.command;

import dev.lamina.cli.run.TextData;
import dev.lamina.compiler.NetworkBatch;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.SequenceNetwork;
import java.util.Arrays;

/**
 * The scores of the token that follows a text, which grows token by token. A network that streams reads each token once and carries a state;
 * another one, such as a network with attention, reads again as many of the last tokens as its sequences have.
 */
final class NextToken {
    private final Network network;
    private final NetworkBatch data;
    private final TextData.NextToken place;
    private final float[][] outputs;
    private final int[] last;
    private int count;

    /**
     * @param network a network of sequences of any length, which gives scores at every step
     * @param data its inputs, of which that of the tokens is set before each call
     * @param outputs an array for each output
     * @param most how many of the last tokens it reads; 1 if it streams
     */
    NextToken(Network network, NetworkBatch data, TextData.NextToken place, float[][] outputs, int most) {
        this.network = network;
        this.data = data;
        this.place = place;
        this.outputs = outputs;
        this.last = new int[most];
    }

    /** The scores behind this token and all tokens before it. */
    float[] after(int token) {
        if (count == last.length) {
            System.arraycopy(last, 1, last, 0, count - 1);
            count--;
        }
        last[count++] = token;
        ((SequenceNetwork) network).length(count);
        data.input(place.input(), NetworkInput.of(last));
        data.predict(network, 1, outputs);
        if (network instanceof Recurrent recurrent) {
            System.arraycopy(recurrent.finalState(), 0, recurrent.initialState(), 0, recurrent.stateSize());
        }
        float[] scores = outputs[place.output()];
        int tokens = scores.length / last.length;
        return Arrays.copyOfRange(scores, (count - 1) * tokens, count * tokens);
    }
}
