package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.optimizer.Optimizer;

/**
 * How a model is trained: its {@code train} block, defaults filled in.
 *
 * @param shards into how many parts the samples are divided, each with its own order and gradient; 1 for plain batches
 * @param declared whether the file has such a block
 */
public record TrainSettings(
        Optimizer optimizer, int batch, int epochs, long seed, int shards, TrainControls controls, boolean declared) {
    /** Whether a step sums the gradients of several shards. */
    public boolean isSharded() {
        return shards > 1;
    }
}
