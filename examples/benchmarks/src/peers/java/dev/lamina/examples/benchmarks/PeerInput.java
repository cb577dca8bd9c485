package dev.lamina.examples.benchmarks;

import java.util.Arrays;

/** The input of a row as peers take it: of sequences, the steps come before the samples, or for convolutions behind the features. */
final class PeerInput {

    private PeerInput() {}

    static RowData of(Row row) {
        long[] shape = OnnxModel.inputShape(row.model(), row.batch());
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        RowData data = RowData.of(row, count / row.batch());
        if (row.model().equals("waves")) {
            return new RowData(stepsLast(data.input(), (int) shape[1], (int) shape[2]), data.labels());
        }
        if (!OnnxModel.isRecurrent(row.model())) {
            return data;
        }
        int steps = (int) shape[0];
        int features = (int) shape[2];
        float[] turned = new float[count];
        for (int n = 0; n < row.batch(); n++) {
            for (int step = 0; step < steps; step++) {
                System.arraycopy(
                        data.input(),
                        (n * steps + step) * features,
                        turned,
                        (step * row.batch() + n) * features,
                        features);
            }
        }
        return new RowData(turned, data.labels());
    }

    private static float[] stepsLast(float[] input, int features, int steps) {
        float[] turned = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            int sample = i / (steps * features);
            int step = i / features % steps;
            turned[(sample * features + i % features) * steps + step] = input[i];
        }
        return turned;
    }
}
