package dev.lamina.examples.benchmarks;

/** A network that is ready to run, in Lamina or in another library. */
interface Engine extends AutoCloseable {

    /** What is measured: a prediction, a training step, or a forward and a backward pass. */
    void call();

    /** Predicts and returns the outputs of all samples, to be compared with those of other engines. */
    float[] outputs();

    @Override
    default void close() {}
}
