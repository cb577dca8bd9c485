package dev.lamina.spark;

import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.OutputPort;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The columns that samples are read from: one for each input, and for training one for each output with a loss. */
final class SampleColumns implements Serializable {
    private static final long serialVersionUID = 1;

    private static final float[] NO_FLOATS = {};
    private static final int[] NO_NUMBERS = {};

    private final Column[] features;
    private final boolean[] tokens;
    private final @Nullable Column[] truth;
    private final int[] classes;

    private SampleColumns(Column[] features, boolean[] tokens, @Nullable Column[] truth, int[] classes) {
        this.features = features;
        this.tokens = tokens;
        this.truth = truth;
        this.classes = classes;
    }

    private SampleColumns(Ports ports, StructType schema, List<String> features, List<String> labels) {
        this.features = features.stream().map(name -> Column.of(schema, name)).toArray(Column[]::new);
        tokens = new boolean[features.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = ports.inputs().get(i).holdsTokens();
        }
        truth = new Column[ports.outputs().size()];
        classes = new int[truth.length];
        int next = 0;
        for (int i = 0; i < truth.length && !labels.isEmpty(); i++) {
            OutputPort output = ports.outputs().get(i);
            classes[i] = output.classes();
            truth[i] = output.truth() == GroundTruth.NONE ? null : Column.of(schema, labels.get(next++));
        }
    }

    /**
     * The columns of a schema for predicting.
     *
     * @throws IllegalArgumentException if one is missing, or holds no numbers
     */
    static SampleColumns ofFeatures(Ports ports, StructType schema, List<String> features) {
        return new SampleColumns(ports, schema, features, List.of());
    }

    /**
     * The columns of a schema for training.
     *
     * @param labels the columns of {@link Ports#compared}
     * @throws IllegalArgumentException if one is missing, or holds no numbers
     */
    static SampleColumns of(Ports ports, StructType schema, List<String> features, List<String> labels) {
        return new SampleColumns(ports, schema, features, labels);
    }

    /** The same columns under the names that they have in the data, for messages. */
    SampleColumns named(List<String> ofFeatures, List<String> ofLabels) {
        Column[] read = new Column[features.length];
        for (int i = 0; i < read.length; i++) {
            read[i] = features[i].named(ofFeatures.get(i));
        }
        @Nullable Column[] compared = new Column[truth.length];
        int next = 0;
        for (int i = 0; i < compared.length; i++) {
            Column column = truth[i];
            compared[i] = column == null ? null : column.named(ofLabels.get(next++));
        }
        return new SampleColumns(read, tokens, compared, classes);
    }

    /** The columns of the inputs: {@code featuresCol}, or if there are several, {@code featuresCols}, or else the names of the inputs. */
    static List<String> features(ScoringParams params, Ports ports) {
        return ports.inputs().size() == 1
                ? List.of(params.getOrDefault(params.featuresCol()))
                : several(
                        params.getOrDefault(params.featuresCols()),
                        "featuresCols",
                        ports.inputs().stream().map(input -> input.name()).toList());
    }

    /** The columns of labels and targets: {@code labelCol}, or if there are several, {@code labelCols}, or else the names of the outputs. */
    static List<String> labels(TrainingParams params, Ports ports) {
        return ports.outputs().size() == 1
                ? List.of(params.getOrDefault(params.labelCol()))
                : several(
                        params.getOrDefault(params.labelCols()),
                        "labelCols",
                        ports.compared().stream().map(OutputPort::name).toList());
    }

    private static List<String> several(String[] given, String param, List<String> names) {
        if (given.length != 0 && given.length != names.size()) {
            throw new IllegalArgumentException(param + " names " + given.length
                    + " columns, but there is one for each of " + String.join(", ", names));
        }
        return given.length == 0 ? names : List.of(given);
    }

    /**
     * The sample of a row.
     *
     * @throws IllegalArgumentException if a label is no class, a token no whole number, or a value null
     */
    Sample of(InternalRow row) {
        float[][] floats = new float[features.length][];
        int[][] wholes = new int[features.length][];
        for (int i = 0; i < features.length; i++) {
            floats[i] = tokens[i] ? NO_FLOATS : features[i].floats(row);
            wholes[i] = tokens[i] ? features[i].wholes(row) : NO_NUMBERS;
        }
        int[][] labels = new int[truth.length][];
        float[][] targets = new float[truth.length][];
        for (int i = 0; i < truth.length; i++) {
            Column column = truth[i];
            labels[i] = column == null || classes[i] == 0 ? NO_NUMBERS : column.wholes(row);
            targets[i] = column == null || classes[i] > 0 ? NO_FLOATS : column.floats(row);
        }
        return new Sample(floats, wholes, labels, targets);
    }
}
