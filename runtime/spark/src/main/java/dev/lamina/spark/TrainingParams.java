package dev.lamina.spark;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/** The params of estimators. None of workers, threads and checkpoints changes a bit of the weights. */
public interface TrainingParams extends ScoringParams {

    /** The column of the labels or targets: a number, or an array or a vector of numbers. */
    default Param<String> labelCol() {
        return SparkParams.text(uid(), "labelCol", "label column name");
    }

    /** The columns of the labels or targets of a network with several outputs; if empty, those with the names of the outputs that have a loss. */
    default StringArrayParam labelCols() {
        return new StringArrayParam(this, "labelCols", "label column names, of each output with a loss");
    }

    /** The column that orders the rows; without it their content does. */
    default Param<String> idCol() {
        return SparkParams.text(uid(), "idCol", "column that orders the rows; without it their content does");
    }

    /** How many tasks train at the same time, at most as many as the model has shards; 0 for as many as the cluster has slots. */
    default IntParam workers() {
        return new IntParam(uid(), "workers", "tasks that train; 0 for as many as fit", SparkParams.atLeast(0));
    }

    /** How many threads each worker has; {@code spark.task.cpus} should be the same number. */
    default IntParam threadsPerWorker() {
        return new IntParam(uid(), "threadsPerWorker", "threads of each worker", SparkParams.atLeast(1));
    }

    /** Passes over the data; 0 for as many as the model file says. */
    default IntParam epochs() {
        return new IntParam(uid(), "epochs", "passes over the data; 0 as the model file says", SparkParams.atLeast(0));
    }

    /** Samples of a step; 0 for as many as the model file says. */
    default IntParam trainingBatch() {
        return new IntParam(
                uid(), "trainingBatch", "samples of a step; 0 as the model file says", SparkParams.atLeast(0));
    }

    /** The seed of all random numbers; by default that of the model file. */
    default LongParam seed() {
        return new LongParam(uid(), "seed", "random seed");
    }

    /** A folder of any Hadoop file system for checkpoints; none if empty. */
    default Param<String> checkpointDir() {
        return SparkParams.text(uid(), "checkpointDir", "folder for checkpoints");
    }

    /** A checkpoint is written after so many steps. */
    default IntParam checkpointEvery() {
        return new IntParam(uid(), "checkpointEvery", "steps between checkpoints", SparkParams.atLeast(1));
    }

    /** How long a worker waits for another one before the step fails. */
    default IntParam timeoutSeconds() {
        return new IntParam(uid(), "timeoutSeconds", "seconds to wait for another worker", SparkParams.atLeast(1));
    }
}
