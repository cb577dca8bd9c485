package dev.lamina.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * The samples of a training in one order, whatever the partitions of the data: by an id, and by content among rows of one id or without an id.
 * Rows of the same content can change places without an effect.
 */
final class TrainingData {
    private final JavaPairRDD<Long, Sample> numbered;
    private final Ports ports;

    /**
     * Orders the rows of a data set.
     *
     * @param features the columns of the inputs
     * @param labels those of the outputs with a loss
     */
    TrainingData(Dataset<?> dataset, List<String> features, List<String> labels, Optional<String> id, Ports ports) {
        this.ports = ports;
        StructType schema = dataset.schema();
        SampleColumns.of(ports, schema, features, labels); // says what is wrong
        if (id.isPresent() && !Arrays.asList(schema.fieldNames()).contains(id.get())) {
            throw new IllegalArgumentException("there is no id column " + id.get() + " among "
                    + String.join(", ", schema.fieldNames())
                    + ": leave setIdCol out to order rows by their content");
        }
        List<org.apache.spark.sql.Column> columns = new ArrayList<>();
        id.ifPresent(name -> columns.add(dataset.col(name).as("id")));
        List<String> inputs = chosen(dataset, features, "features", columns);
        List<String> truth = chosen(dataset, labels, "label", columns);
        Dataset<Row> chosen = dataset.select(columns.toArray(org.apache.spark.sql.Column[]::new));
        Dataset<Row> ordered = chosen.orderBy(
                Arrays.stream(chosen.columns()).map(chosen::col).toArray(org.apache.spark.sql.Column[]::new));
        SampleColumns read =
                SampleColumns.of(ports, ordered.schema(), inputs, truth).named(features, labels);
        JavaRDD<Sample> samples = InternalRows.of(ordered).map(read::of);
        numbered = samples.zipWithIndex().mapToPair(pair -> new Tuple2<>(pair._2(), pair._1()));
    }

    /** Adds columns under new names: {@code label1}, {@code label2}, …; returns these. */
    private static List<String> chosen(
            Dataset<?> dataset, List<String> names, String kind, List<org.apache.spark.sql.Column> into) {
        List<String> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(kind + (chosen.size() + 1));
            into.add(numbers(dataset, name).as(kind + chosen.size()));
        }
        return chosen;
    }

    /** Vectors of Spark ML have no order, arrays have one. */
    private static org.apache.spark.sql.Column numbers(Dataset<?> dataset, String name) {
        DataType type = dataset.schema().apply(name).dataType();
        org.apache.spark.sql.Column column = dataset.col(name);
        return type.equals(SQLDataTypes.VectorType()) ? functions.vector_to_array(column, "float64") : column;
    }

    /** The samples by their numbers, from 0 on. */
    JavaPairRDD<Long, Sample> numbered() {
        return numbered;
    }

    /**
     * What the driver has to know of all samples.
     *
     * @param lengths the time steps of each, if they differ; else empty
     * @param labelWeights for each output the weight of each sample's labels; empty unless the network weighs labels
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of data, never compared
    record Facts(int samples, long fingerprint, int[] lengths, double[][] labelWeights) {

        /** Puts together what was noted of each sample; throws for the first that cannot be trained with. */
        static Facts of(List<Examiner.Fact> each, Ports ports) {
            each.stream()
                    .filter(fact -> !fact.problem().isEmpty())
                    .min(Comparator.comparing(Examiner.Fact::number))
                    .ifPresent(fact -> {
                        throw new IllegalArgumentException(fact.problem());
                    });
            int[] lengths = new int[each.size()];
            long fingerprint = 0;
            int outputs = each.isEmpty() ? 0 : each.get(0).weights().length;
            double[][] weights = new double[outputs][each.size()];
            for (Examiner.Fact fact : each) {
                int number = (int) fact.number();
                lengths[number] = fact.length();
                fingerprint ^= fact.fingerprint();
                for (int output = 0; output < outputs; output++) {
                    weights[output][number] = fact.weights()[output];
                }
            }
            boolean differ = Arrays.stream(lengths).anyMatch(length -> length != ports.steps());
            return new Facts(lengths.length, fingerprint, differ ? lengths : new int[0], weights);
        }
    }

    /**
     * Reads all samples once.
     *
     * @param weighsLabels whether the network weighs labels
     * @throws IllegalArgumentException if one cannot be trained with
     */
    Facts facts(NetworkSource source, boolean weighsLabels) {
        return Facts.of(
                numbered.map(pair -> pair)
                        .mapPartitions(new Examiner(source, ports, weighsLabels))
                        .collect(),
                ports);
    }
}
