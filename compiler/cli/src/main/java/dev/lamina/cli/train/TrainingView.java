package dev.lamina.cli.train;

/** Is told of the steps and epochs of a training run. */
public interface TrainingView {

    /** Called after each step. */
    void step(Progress progress);

    /** Called after each epoch. */
    void epoch(EpochReport report);

    /** Called once, when there will be no more steps. */
    void close();
}
