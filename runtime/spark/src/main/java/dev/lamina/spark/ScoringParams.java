package dev.lamina.spark;

import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The params of everything that scores with a generated class; those that Spark ML has too have its names. */
public interface ScoringParams extends Params {

    /** The full name of a generated class that is on the class path of driver and executors. */
    default Param<String> modelClass() {
        return text("modelClass", "full name of a generated class on the class path");
    }

    /** A model file, which the driver reads and compiles; executors get the bytes of the class. */
    default Param<String> modelFile() {
        return text("modelFile", "model file that the driver compiles");
    }

    /** The column of the features: a vector or an array of floats or doubles; for tokens, an array of whole numbers. */
    default Param<String> featuresCol() {
        return text("featuresCol", "features column name");
    }

    /** The columns of the features of a network with several inputs, in their order; if empty, those with the names of the inputs. */
    default StringArrayParam featuresCols() {
        return new StringArrayParam(this, "featuresCols", "features column names, of each input");
    }

    /** The column of the predicted class or number, a double; a vector if the network gives several for each row. */
    default Param<String> predictionCol() {
        return text("predictionCol", "prediction column name");
    }

    /** The column of the probabilities of the classes, a vector: the softmax of the scores; none if empty. */
    default Param<String> probabilityCol() {
        return text("probabilityCol", "column name for predicted class probabilities");
    }

    /** The column of the scores of the classes, a vector; none if empty. */
    default Param<String> rawPredictionCol() {
        return text("rawPredictionCol", "raw prediction column name");
    }

    /** How many rows a call of the network has; it changes no number. */
    default IntParam batchSize() {
        return new IntParam(uid(), "batchSize", "rows of a call of the network; changes no number", least(1));
    }

    private Param<String> text(String name, String doc) {
        return SparkParams.text(uid(), name, doc);
    }

    private static scala.Function1<Object, Object> least(int least) {
        return SparkParams.atLeast(least);
    }
}
