package dev.lamina.cli.command;

import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.TokenPredictor;
import java.util.Arrays;

/**
 * The scores of the token that follows a text, which grows token by token. A network that streams reads each token once and carries a state;
 * another one, such as a network with attention, reads again as many of the last tokens as its sequences have.
 */
final class NextToken {
    private final TokenPredictor network;
    private final int[] last;
    private final float[] scores;
    private int count;

    /**
     * @param network a network of sequences of any length, which gives scores at every step
     * @param most how many of the last tokens it reads; 1 if it streams
     */
    NextToken(TokenPredictor network, int most) {
        this.network = network;
        this.last = new int[most];
        this.scores = new float[Math.multiplyExact(most, network.vocabulary())];
    }

    /** The scores behind this token and all tokens before it. */
    float[] after(int token) {
        if (count == last.length) {
            System.arraycopy(last, 1, last, 0, count - 1);
            count--;
        }
        last[count++] = token;
        ((SequenceNetwork) network).length(count);
        network.predict(last, 1, scores);
        if (network instanceof Recurrent recurrent) {
            System.arraycopy(recurrent.finalState(), 0, recurrent.initialState(), 0, recurrent.stateSize());
        }
        return Arrays.copyOfRange(scores, (count - 1) * network.vocabulary(), count * network.vocabulary());
    }
}
