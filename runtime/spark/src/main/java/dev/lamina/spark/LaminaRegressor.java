package dev.lamina.spark;

/**
 * Trains a network that gives numbers (loss mse and others):
 *
 * <pre>
 * LaminaTransformer model = new LaminaRegressor()
 *         .setModelClass("com.acme.Digits")
 *         .setFeaturesCol("features").setLabelCol("label").setIdCol("id")
 *         .setWorkers(4).setThreadsPerWorker(4)
 *         .setCheckpointDir("hdfs:///ck/digits").setCheckpointEvery(100)
 *         .fit(rows);
 * </pre>
 */
public final class LaminaRegressor extends LaminaEstimator<LaminaRegressor> {
    private static final long serialVersionUID = 1;

    /** An estimator that needs a network. */
    public LaminaRegressor() {
        super("laminaRegressor");
    }

    @Override
    LaminaRegressor self() {
        return this;
    }

    @Override
    LaminaRegressor another() {
        return new LaminaRegressor();
    }

    @Override
    boolean forClasses() {
        return false;
    }
}
