package dev.lamina.spark;

import dev.lamina.runtime.Probabilities;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
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
    private final Column features;
    private final int batch;
    private final Wanted wanted;

    /** The columns that are appended to each row, in this order. */
    record Wanted(boolean raw, boolean probability, boolean prediction, boolean several) implements Serializable {

        /** The columns that params name. Scores and probabilities are those of classes. */
        static Wanted of(ScoringParams params, Calls calls) {
            boolean classes = calls.classes() > 0;
            return new Wanted(
                    classes && isNamed(params, params.rawPredictionCol()),
                    classes && isNamed(params, params.probabilityCol()),
                    isNamed(params, params.predictionCol()),
                    calls.labels() > 1);
        }

        private static boolean isNamed(ScoringParams params, Param<String> column) {
            return !params.getOrDefault(column).isEmpty();
        }

        /**
         * A schema with these columns.
         *
         * @throws IllegalArgumentException if it has one of their names already
         */
        StructType addedTo(StructType schema, ScoringParams params) {
            StructType all = schema;
            DataType vector = SQLDataTypes.VectorType();
            if (raw) {
                all = with(all, params.getOrDefault(params.rawPredictionCol()), vector);
            }
            if (probability) {
                all = with(all, params.getOrDefault(params.probabilityCol()), vector);
            }
            return prediction
                    ? with(all, params.getOrDefault(params.predictionCol()), several ? vector : DataTypes.DoubleType)
                    : all;
        }

        private static StructType with(StructType schema, String column, DataType type) {
            if (Arrays.asList(schema.fieldNames()).contains(column)) {
                throw new IllegalArgumentException("there is already a column " + column
                        + ": give the new one another name, or \"\" to leave it out");
            }
            return schema.add(new StructField(column, type, false, Metadata.empty()));
        }
    }

    Scores(Broadcast<Weights> weights, Column features, int batch, Wanted wanted) {
        this.weights = weights;
        this.features = features;
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
        private final InternalRow[] block = new InternalRow[batch];
        private final JoinedRow joined = new JoinedRow();
        private float[] output = {};
        private int filled;
        private int next;

        Scored(Iterator<InternalRow> rows) {
            this.rows = rows;
            Weights read = weights.value();
            calls = new Calls(read.source().predictor(read.parameters(), batch));
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
            GenericInternalRow more = results(next * calls.outputSize());
            next++;
            return joined.apply(row, more);
        }

        private void fill() {
            filled = 0;
            next = 0;
            while (filled < batch && rows.hasNext()) {
                InternalRow row = rows.next();
                if (calls.takesTokens()) {
                    calls.give(filled, features.wholes(row));
                } else {
                    calls.give(filled, features.floats(row));
                }
                block[filled++] = row.copy(); // Spark uses the row again
            }
            output = calls.predict(filled);
        }

        private GenericInternalRow results(int from) {
            int size = calls.outputSize();
            int classes = calls.classes();
            int count = (wanted.raw ? 1 : 0) + (wanted.probability ? 1 : 0) + (wanted.prediction ? 1 : 0);
            Object[] values = new Object[count];
            int at = 0;
            if (wanted.raw) {
                values[at++] = vector(output, from, size);
            }
            Object prediction = wanted.prediction ? prediction(from, size, classes) : false;
            if (wanted.probability) {
                float[] probabilities = Arrays.copyOfRange(output, from, from + size);
                Probabilities.softmax(probabilities, size / classes, classes);
                values[at++] = vector(probabilities, 0, size);
            }
            if (wanted.prediction) {
                values[at] = prediction;
            }
            return new GenericInternalRow(values);
        }

        private Object prediction(int from, int size, int classes) {
            if (classes == 0) {
                return wanted.several ? vector(output, from, size) : (Object) (double) output[from];
            }
            Probabilities.requireNumbers(output, from, size);
            if (!wanted.several) {
                return (double) Probabilities.largest(output, from, classes);
            }
            float[] labels = new float[size / classes];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = Probabilities.largest(output, from + i * classes, classes);
            }
            return vector(labels, 0, labels.length);
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
