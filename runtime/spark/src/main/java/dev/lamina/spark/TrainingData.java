package dev.lamina.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * The samples of a training in one order, whatever the partitions of the data: by an id, and by content among rows of one id or without an id.
 * Rows of the same content can change places without an effect.
 */
final class TrainingData {
    private final JavaPairRDD<Long, Sample> numbered;
    private final Calls calls;

    TrainingData(Dataset<?> dataset, String features, String label, Optional<String> id, Calls calls) {
        this.calls = calls;
        StructType schema = dataset.schema();
        Column.of(schema, features);
        Column.of(schema, label);
        if (id.isPresent() && !Arrays.asList(schema.fieldNames()).contains(id.get())) {
            throw new IllegalArgumentException("there is no id column " + id.get() + " among "
                    + String.join(", ", schema.fieldNames())
                    + ": leave setIdCol out to order rows by their content");
        }
        List<org.apache.spark.sql.Column> columns = new ArrayList<>();
        id.ifPresent(name -> columns.add(dataset.col(name).as("id")));
        columns.add(numbers(dataset, features).as("features"));
        columns.add(numbers(dataset, label).as("label"));
        Dataset<Row> chosen = dataset.select(columns.toArray(org.apache.spark.sql.Column[]::new));
        Dataset<Row> ordered = chosen.orderBy(
                Arrays.stream(chosen.columns()).map(chosen::col).toArray(org.apache.spark.sql.Column[]::new));
        Column read = Column.of(ordered.schema(), "features");
        Column told = Column.of(ordered.schema(), "label");
        boolean tokens = calls.takesTokens();
        int classes = calls.classes();
        JavaRDD<Sample> samples = InternalRows.of(ordered).map(row -> sample(row, read, told, tokens, classes));
        numbered = samples.zipWithIndex().mapToPair(pair -> new Tuple2<>(pair._2(), pair._1()));
    }

    /** Vectors of Spark ML have no order, arrays have one. */
    private static org.apache.spark.sql.Column numbers(Dataset<?> dataset, String name) {
        DataType type = dataset.schema().apply(name).dataType();
        org.apache.spark.sql.Column column = dataset.col(name);
        return type.equals(SQLDataTypes.VectorType()) ? functions.vector_to_array(column, "float64") : column;
    }

    private static Sample sample(InternalRow row, Column features, Column label, boolean tokens, int classes) {
        Sample sample = new Sample(
                tokens ? new float[0] : features.floats(row),
                tokens ? features.wholes(row) : new int[0],
                classes > 0 ? label.wholes(row) : new int[0],
                classes > 0 ? new float[0] : label.floats(row));
        for (int each : sample.labels()) {
            if (each < 0 || each >= classes) {
                throw new IllegalArgumentException(
                        "a row has the label " + each + ", but labels are 0 to " + (classes - 1));
            }
        }
        return sample;
    }

    /** The samples by their numbers, from 0 on. */
    JavaPairRDD<Long, Sample> numbered() {
        return numbered;
    }

    /**
     * What the driver has to know of all samples.
     *
     * @param lengths the time steps of each, if they differ; else empty
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of data, never compared
    record Facts(int samples, long fingerprint, int[] lengths) {}

    /** Reads all samples once. */
    Facts facts() {
        List<Tuple2<Long, long[]>> each = numbered.mapToPair(pair -> new Tuple2<>(pair._1(), new long[] {
                    pair._2().elements(),
                    (pair._1() + 1) * pair._2().fingerprint(),
                    pair._2().labelCount()
                }))
                .collect();
        int[] lengths = new int[each.size()];
        long fingerprint = 0;
        for (Tuple2<Long, long[]> one : each) {
            int length = calls.length((int) one._2()[0]);
            lengths[one._1().intValue()] = length;
            fingerprint ^= one._2()[1];
            calls.requireLabels(length, (int) one._2()[2]);
        }
        boolean differ = Arrays.stream(lengths).anyMatch(length -> length != calls.steps());
        return new Facts(lengths.length, fingerprint, differ ? lengths : new int[0]);
    }
}
