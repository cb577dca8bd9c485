package dev.lamina.spark;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Rows as Spark's engine holds them: four to seven times as fast as rows of objects. They exist in a classic session, not behind Spark Connect. */
final class InternalRows {
    private InternalRows() {}

    static JavaRDD<InternalRow> of(Dataset<?> dataset) {
        return ((org.apache.spark.sql.classic.Dataset<?>) dataset)
                .queryExecution()
                .toRdd()
                .toJavaRDD();
    }

    static Dataset<Row> dataset(SparkSession session, JavaRDD<InternalRow> rows, StructType schema) {
        return ((org.apache.spark.sql.classic.SparkSession) session).internalCreateDataFrame(rows.rdd(), schema, false);
    }
}
