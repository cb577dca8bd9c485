package dev.lamina.cli.train;

import dev.lamina.cli.data.Samples;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.SequenceNetwork;

/** Sets the sequence lengths of a batch in a network: one for all samples, or one for each if they are padded. */
final class BatchLengths {

    private final Network network;
    private final Samples samples;
    private final int[] each;

    BatchLengths(Network network, Samples samples) {
        this.network = network;
        this.samples = samples;
        this.each = new int[samples.padded() ? network.capacity() : 0];
        if (samples.steps() > 0 && network instanceof SequenceNetwork sequences) {
            sequences.length(samples.steps());
        }
    }

    /** To be called before each pass over the samples {@code order[from] .. order[from + batch - 1]}. */
    void tell(int[] order, int from, int batch) {
        if (samples.padded() && network instanceof SequenceNetwork sequences) {
            for (int i = 0; i < batch; i++) {
                each[i] = samples.ownSteps(order[from + i]);
            }
            sequences.lengths(each, batch);
        }
    }
}
