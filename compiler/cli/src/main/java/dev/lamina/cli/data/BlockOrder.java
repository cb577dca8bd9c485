package dev.lamina.cli.data;

import dev.lamina.runtime.CounterRandom;
import java.util.Arrays;

/**
 * The order of an epoch in which samples are shuffled in blocks. The data are cut into pieces of consecutive rows. An epoch takes the pieces in
 * an order of its own; so many of them after each other make a block, and the samples of a block are shuffled among each other. The order
 * depends on the seed, the epoch, the sizes and which samples are trained on alone.
 */
final class BlockOrder {

    /** The stream of the order of the pieces; the streams behind it are those of blocks. Shards of a model have streams from 0 on. */
    private static final int STREAM = 1 << 24;

    private BlockOrder() {}

    /**
     * The order of an epoch.
     *
     * @param pieces the number of the first sample of each piece, and the number of all samples behind them
     * @param ofABlock the pieces of a block
     */
    static int[] of(int[] pieces, int ofABlock, long seed, long epoch) {
        int count = pieces.length - 1;
        int[] sequence = CounterRandom.permutation(count, seed, epoch, STREAM);
        int[] order = new int[pieces[count]];
        int at = 0;
        int block = 0;
        for (int first = 0; first < count; first += Math.min(ofABlock, count - first)) {
            int from = at;
            for (int i = first; i < first + Math.min(ofABlock, count - first); i++) {
                for (int sample = pieces[sequence[i]]; sample < pieces[sequence[i] + 1]; sample++) {
                    order[at++] = sample;
                }
            }
            block++;
            shuffle(order, from, at, seed, epoch, STREAM + block);
        }
        return order;
    }

    private static void shuffle(int[] order, int from, int to, long seed, long epoch, int stream) {
        int[] before = Arrays.copyOfRange(order, from, to);
        int[] places = CounterRandom.permutation(to - from, seed, epoch, stream);
        for (int i = 0; i < before.length; i++) {
            order[from + i] = before[places[i]];
        }
    }
}
