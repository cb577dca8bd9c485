package dev.lamina.cli.train;

/** Receives the outputs of a network, batch after batch. */
interface OutputConsumer {

    /** Takes the outputs for samples {@code order[from] .. order[from + batch - 1]}, where {@code order} counts from 0 on. */
    void add(float[] outputs, int[] order, int from, int batch);
}
