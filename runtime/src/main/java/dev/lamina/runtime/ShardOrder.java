package dev.lamina.runtime;

/**
 * Which samples the steps of a training with shards take. Sample {@code i} of the data belongs to shard {@code i mod shards}. Each shard has an
 * order of its own in each epoch, which depends on (seed, shard, epoch) alone, and each step takes {@code batch / shards} samples from each. The
 * last step of an epoch has what is left; some shards may have none for it.
 *
 * <p>With one shard this is the order of {@link CounterRandom#permutation(int, long, long)}.
 *
 * @param samples the samples of the data
 * @param shards the shards, at most as many as there are samples
 * @param batch the samples of a step
 * @param seed the seed of the run
 */
public record ShardOrder(int samples, int shards, int batch, long seed) {

    /**
     * Checks that there is a sample for each shard, and that shards of a step are of one size.
     *
     * @throws IllegalArgumentException saying what to change
     */
    public ShardOrder {
        if (shards < 1) {
            throw new IllegalArgumentException("there are " + shards + " shards, but there must be at least 1");
        }
        if (samples < shards) {
            throw new IllegalArgumentException("there are " + samples + " samples for " + shards
                    + " shards, so a shard would be empty: take fewer shards, or more samples");
        }
        if (batch < 1 || batch % shards != 0) {
            throw new IllegalArgumentException("a batch of " + batch + " samples cannot be divided into " + shards
                    + " shards of one size: take a multiple of " + shards);
        }
    }

    /** The samples of a step from each shard, but for the last step of an epoch. */
    public int perShard() {
        return batch / shards;
    }

    /** The steps of an epoch. */
    public int steps() {
        return (int) ((samples + batch - 1L) / batch);
    }

    /** The samples of a shard. */
    public int count(int shard) {
        return (int) ((samples - shard + shards - 1L) / shards);
    }

    /** The samples that a step takes from a shard. */
    public int size(int step, int shard) {
        return Math.max(0, (int) Math.min(perShard(), count(shard) - (long) step * perShard()));
    }

    /** The samples that a step takes from each shard. */
    public int[] sizes(int step) {
        int[] sizes = new int[shards];
        for (int shard = 0; shard < shards; shard++) {
            sizes[shard] = size(step, shard);
        }
        return sizes;
    }

    /**
     * The order of a shard: its numbers, of which number {@code k} is sample {@code k * shards + shard} of the data. Step {@code t} takes those
     * from {@code t * perShard()} on.
     *
     * @param epoch the epoch, from 1 on
     */
    public int[] of(int shard, long epoch) {
        return CounterRandom.permutation(count(shard), seed, epoch, shard);
    }

    /** The samples of an epoch, step after step, and within a step shard after shard. */
    public int[] all(long epoch) {
        int[] all = new int[samples];
        int[][] orders = new int[shards][];
        for (int shard = 0; shard < shards; shard++) {
            orders[shard] = of(shard, epoch);
        }
        int at = 0;
        for (int step = 0; step < steps(); step++) {
            for (int shard = 0; shard < shards; shard++) {
                int from = step * perShard();
                int size = size(step, shard);
                for (int i = 0; i < size; i++) {
                    all[at++] = orders[shard][from + i] * shards + shard;
                }
            }
        }
        return all;
    }
}
