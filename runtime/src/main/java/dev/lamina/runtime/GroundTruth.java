package dev.lamina.runtime;

/** The values that training compares the output of a network with. */
public enum GroundTruth {
    /** Class numbers, one for each sample or for each step: the network is a {@link Classifier} or a {@link TokenClassifier}. */
    LABELS,
    /** Numbers of the output's shape: the network is a {@link Regressor} or a {@link TokenRegressor}. */
    TARGET,
    /**
     * Nothing: the model has no loss, and the caller of {@code backward} gives the gradient of the output. The network is a {@link
     * Transform} or a {@link TokenTransform}.
     */
    NONE
}
