package dev.lamina.spark;

import dev.lamina.runtime.OutputPort;
import dev.lamina.runtime.Probabilities;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Scores the rows of a partition in batches: one network a task, over parameters that all tasks of an executor share. */
final class Scores implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    private static final long serialVersionUID = 1;

    private static final byte DENSE = 1;

    private final Broadcast<Weights> weights;
    private final SampleColumns columns;
    private final int batch;
    private final Wanted wanted;

    /** The columns that are appended to each row for each output, in this order. */
    record Wanted(boolean raw, boolean probability, boolean prediction) implements Serializable {

        /** The columns that params name. */
        static Wanted of(ScoringParams params) {
            return new Wanted(
                    isNamed(params, params.rawPredictionCol()),
                    isNamed(params, params.probabilityCol()),
                    isNamed(params, params.predictionCol()));
        }

        private static boolean isNamed(ScoringParams params, Param<String> column) {
            return !params.getOrDefault(column).isEmpty();
        }

        /**
         * A schema with these columns. Scores and probabilities are those of classes.
         *
         * @throws IllegalArgumentException if it has one of their names already
         */
        StructType addedTo(StructType schema, ScoringParams params, Ports ports) {
            StructType all = schema;
            DataType vector = SQLDataTypes.VectorType();
            for (OutputPort output : ports.outputs()) {
                boolean classes = output.classes() > 0;
                String ending = ports.outputs().size() == 1 ? "" : "_" + output.name();
                if (raw && classes) {
                    all = with(all, params.getOrDefault(params.rawPredictionCol()) + ending, vector);
                }
                if (probability && classes) {
                    all = with(all, params.getOrDefault(params.probabilityCol()) + ending, vector);
                }
                if (prediction) {
                    DataType type = Ports.labels(output) > 1 ? vector : DataTypes.DoubleType;
                    all = with(all, params.getOrDefault(params.predictionCol()) + ending, type);
                }
            }
            return all;
        }

        private static StructType with(StructType schema, String column, DataType type) {
            if (Arrays.asList(schema.fieldNames()).contains(column)) {
                throw new IllegalArgumentException("there is already a column " + column
                        + ": give the new one another name, or \"\" to leave it out");
            }
            return schema.add(new StructField(column, type, false, Metadata.empty()));
        }
    }

    Scores(Broadcast<Weights> weights, SampleColumns columns, int batch, Wanted wanted) {
        this.weights = weights;
        this.columns = columns;
        this.batch = batch;
        this.wanted = wanted;
    }

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
        return rows.hasNext() ? new Scored(rows) : rows;
    }

    private final class Scored implements Iterator<InternalRow> {
        private final Iterator<InternalRow> rows;
        private final Calls calls;
        private final List<OutputPort> ports;
        private final InternalRow[] block = new InternalRow[batch];
        private final JoinedRow joined = new JoinedRow();
        private float[][] outputs = {};
        private int filled;
        private int next;

        Scored(Iterator<InternalRow> rows) {
            this.rows = rows;
            Weights read = weights.value();
            calls = new Calls(read.source().predictor(read.parameters(), batch));
            ports = calls.ports().outputs();
        }

        @Override
        public boolean hasNext() {
            return next < filled || rows.hasNext();
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (next == filled) {
                fill();
            }
            InternalRow row = block[next];
            GenericInternalRow more = results(next);
            next++;
            return joined.apply(row, more);
        }

        private void fill() {
            filled = 0;
            next = 0;
            while (filled < batch && rows.hasNext()) {
                InternalRow row = rows.next();
                calls.give(filled, columns.of(row));
                block[filled++] = row.copy(); // Spark uses the row again
            }
            outputs = calls.predict(filled);
        }

        private GenericInternalRow results(int n) {
            List<Object> values = new ArrayList<>(3 * ports.size());
            for (int i = 0; i < ports.size(); i++) {
                add(ports.get(i), outputs[i], n * ports.get(i).size(), values);
            }
            return new GenericInternalRow(values.toArray());
        }

        private void add(OutputPort port, float[] output, int from, List<Object> values) {
            int size = port.size();
            int classes = port.classes();
            if (wanted.raw && classes > 0) {
                values.add(vector(output, from, size));
            }
            if (wanted.probability && classes > 0) {
                float[] probabilities = Arrays.copyOfRange(output, from, from + size);
                Probabilities.softmax(probabilities, size / classes, classes);
                values.add(vector(probabilities, 0, size));
            }
            if (wanted.prediction) {
                values.add(prediction(port, output, from));
            }
        }

        private Object prediction(OutputPort port, float[] output, int from) {
            int classes = port.classes();
            int labels = Ports.labels(port);
            if (classes == 0) {
                return labels > 1 ? vector(output, from, labels) : (Object) (double) output[from];
            }
            float[] each = new float[labels];
            for (int i = 0; i < labels; i++) {
                int scores = from + i * classes;
                Probabilities.requireNumbers(output, scores, classes);
                each[i] = Probabilities.largest(output, scores, classes);
            }
            return labels > 1 ? vector(each, 0, labels) : (Object) (double) each[0];
        }
    }

    /** A dense vector of Spark ML, as its engine holds it. */
    private static InternalRow vector(float[] values, int from, int count) {
        double[] doubles = new double[count];
        for (int i = 0; i < count; i++) {
            doubles[i] = values[from + i];
        }
        return new GenericInternalRow(new Object[] {DENSE, null, null, UnsafeArrayData.fromPrimitiveArray(doubles)});
    }
}
