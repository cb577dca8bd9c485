package dev.lamina.cli.run;

import dev.lamina.runtime.Network;
import dev.lamina.runtime.SequenceNetwork;
import java.util.Optional;

/**
 * How long the sequences of a call are.
 *
 * @param length the steps that tensors have for each sample; 0 for a model without sequences of any length
 * @param lengths the steps of each sample, if they were given
 */
public record Sequences(int length, Optional<int[]> lengths) {

    static final Sequences NONE = new Sequences(0, Optional.empty());

    /** Tells a network. */
    public void into(Network network) {
        if (length > 0 && network instanceof SequenceNetwork sequences) {
            sequences.length(length);
            lengths.ifPresent(each -> sequences.lengths(each, each.length));
        }
    }
}
