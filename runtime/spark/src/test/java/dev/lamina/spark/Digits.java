package dev.lamina.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The handwritten digits of the examples, as rows of Spark. */
final class Digits {
    static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.LongType)
            .add("features", SQLDataTypes.VectorType())
            .add("label", DataTypes.DoubleType);

    private Digits() {}

    /** The first {@code count} digits, scaled to 0 .. 1. */
    static List<Row> rows(int count) {
        List<Row> rows = new ArrayList<>();
        Path file = Path.of("../../examples/digits/data/digits.csv.gz");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null && rows.size() < count; line = lines.readLine()) {
                String[] cells = line.split(",");
                if (cells.length != 65 || !Character.isDigit(cells[0].charAt(0))) {
                    continue;
                }
                double[] pixels = new double[64];
                for (int i = 0; i < 64; i++) {
                    pixels[i] = Double.parseDouble(cells[i]) / 16;
                }
                rows.add(RowFactory.create((long) rows.size(), Vectors.dense(pixels), Double.parseDouble(cells[64])));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return rows;
    }

    /** The digits as samples of a network with one input and one output. */
    static Sample[] samples(int count) {
        return rows(count).stream()
                .map(row -> sample(floats(row), (int) row.getDouble(2)))
                .toArray(Sample[]::new);
    }

    static Sample sample(float[] features, int... labels) {
        return new Sample(new float[][] {features}, new int[][] {{}}, new int[][] {labels}, new float[][] {{}});
    }

    /** The pixels of a digit. */
    static float[] floats(Row row) {
        double[] pixels = ((Vector) row.get(1)).toArray();
        float[] floats = new float[pixels.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) pixels[i];
        }
        return floats;
    }

    /** The digits in an order and in partitions that depend on {@code mix} alone. */
    static Dataset<Row> mixed(SparkSession session, int count, int mix) {
        List<Row> rows = rows(count);
        Collections.shuffle(rows, new Random(mix));
        return session.createDataFrame(rows, SCHEMA).repartition(1 + mix % 5);
    }
}
