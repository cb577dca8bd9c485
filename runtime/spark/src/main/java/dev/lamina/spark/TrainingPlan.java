package dev.lamina.spark;

import dev.lamina.runtime.ShardOrder;
import java.io.Serializable;

/**
 * What all workers of a training agree on.
 *
 * @param samples the samples of the data
 * @param fingerprint a number made of all samples, to tell data sets apart
 * @param seed the seed of all random numbers
 * @param lengths the time steps of each sample, if they differ; else empty
 * @param labelWeights for each output the weight of each sample's labels; empty unless the network weighs labels
 * @param checkpoints the folder for checkpoints; empty for none
 * @param secret what workers know of each other
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of data, never compared
record TrainingPlan(
        NetworkSource source,
        int samples,
        long fingerprint,
        int shards,
        int batch,
        int epochs,
        long seed,
        int workers,
        int threads,
        int[] lengths,
        double[][] labelWeights,
        String checkpoints,
        int every,
        int timeoutSeconds,
        byte[] secret)
        implements Serializable {

    ShardOrder order() {
        return new ShardOrder(samples, shards, batch, seed);
    }

    /** Whether each worker needs to know something of the samples of all. */
    boolean knowsSamples() {
        return lengths.length > 0 || labelWeights.length > 0;
    }

    /** What has to be equal for a checkpoint to go on with. */
    String identity() {
        return source.className() + " (" + source.identity().substring(0, 16) + "), " + samples + " samples ("
                + Long.toHexString(fingerprint) + "), " + shards + " shards, batch " + batch + ", seed " + seed;
    }
}
