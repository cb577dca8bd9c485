package dev.lamina.spark;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import scala.Function1;

/** Makes params of Spark ML, whose constructors are made for Scala. */
final class SparkParams {
    private SparkParams() {}

    static Param<String> text(String owner, String name, String doc) {
        return new Param<>(owner, name, doc);
    }

    @SuppressWarnings("unchecked")
    static Function1<Object, Object> atLeast(int least) {
        return (Function1<Object, Object>) (Function1<?, ?>) ParamValidators.<Object>gtEq(least);
    }
}
