package dev.lamina.compiler.model;

import dev.lamina.compiler.layer.optimizer.Optimizer;

/**
 * How a model is trained: its {@code train} block, defaults filled in.
 *
 * @param declared whether the file has such a block
 */
public record TrainSettings(
        Optimizer optimizer, int batch, int epochs, long seed, TrainControls controls, boolean declared) {}
