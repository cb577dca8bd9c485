package dev.lamina.cli.run;

import dev.lamina.cli.data.Padding;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.SequenceNetwork;
import java.util.Optional;

/**
 * The lengths of the sequences of a call.
 *
 * @param length the steps that tensors have for each sample; 0 for a model without sequences of any length
 * @param lengths the steps of each sample, if they were given
 * @param padding the steps behind these, and the gaps before they were closed
 */
public record SequenceLengths(int length, Optional<int[]> lengths, Optional<Padding> padding) {

    static final SequenceLengths NONE = new SequenceLengths(0, Optional.empty(), Optional.empty());

    static SequenceLengths of(int length, Optional<Padding> padding) {
        return new SequenceLengths(length, padding.map(Padding::lengths), padding);
    }

    /** Puts gaps back into the numbers of all steps, in place. */
    public void open(float[] ofSteps) {
        padding.ifPresent(each -> each.open(ofSteps));
    }

    /** Sets them in a network. */
    public void into(Network network) {
        if (length > 0 && network instanceof SequenceNetwork sequences) {
            sequences.length(length);
            lengths.ifPresent(each -> sequences.lengths(each, each.length));
        }
    }
}
