package dev.lamina.spark;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The default values of params. */
final class Defaults {
    private Defaults() {}

    static void scoring(ScoringParams params) {
        set(params, params.featuresCol(), "features");
        set(params, params.featuresCols(), new String[0]);
        set(params, params.predictionCol(), "prediction");
        set(params, params.probabilityCol(), "probability");
        set(params, params.rawPredictionCol(), "rawPrediction");
        set(params, params.batchSize(), 64);
    }

    static void training(TrainingParams params) {
        scoring(params);
        set(params, params.labelCol(), "label");
        set(params, params.labelCols(), new String[0]);
        set(params, params.idCol(), "");
        set(params, params.workers(), 0);
        set(params, params.threadsPerWorker(), 1);
        set(params, params.epochs(), 0);
        set(params, params.trainingBatch(), 0);
        set(params, params.checkpointDir(), "");
        set(params, params.checkpointEvery(), 100);
        set(params, params.timeoutSeconds(), 60);
    }

    private static <T> void set(Params params, Param<T> param, T value) {
        params.setDefault(param, value);
    }
}
