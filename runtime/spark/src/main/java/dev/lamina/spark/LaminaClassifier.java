package dev.lamina.spark;

/**
 * Trains a network that gives classes (loss cross_entropy), from labels 0, 1, …:
 *
 * <pre>
 * LaminaTransformer model = new LaminaClassifier()
 *         .setModelClass("com.acme.Digits")
 *         .setFeaturesCol("features").setLabelCol("label").setIdCol("id")
 *         .setWorkers(4).setThreadsPerWorker(4)
 *         .setCheckpointDir("hdfs:///ck/digits").setCheckpointEvery(100)
 *         .fit(rows);
 * </pre>
 */
public final class LaminaClassifier extends LaminaEstimator<LaminaClassifier> {
    private static final long serialVersionUID = 1;

    /** An estimator that needs a network. */
    public LaminaClassifier() {
        super("laminaClassifier");
    }

    @Override
    LaminaClassifier self() {
        return this;
    }

    @Override
    LaminaClassifier another() {
        return new LaminaClassifier();
    }

    @Override
    boolean forClasses() {
        return true;
    }
}
