package dev.lamina.cli.train;

import dev.lamina.cli.data.CsvCell;
import dev.lamina.cli.data.Samples;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Probabilities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Writes what a network predicts for samples as lines of CSV: the number of the sample, and of the step if each has a label; the label, the
 * predicted one, and the probability of each class. Of several labels that may be there, for each whether it is, and the probability.
 */
public final class ProbabilityRows implements OutputConsumer {

    private final Appendable to;
    private final Samples samples;
    private final Preprocessing trained;
    private final int classes;
    private final int each;
    private final boolean binary;
    private final boolean single;
    private final float[] target;

    private ProbabilityRows(Network network, Samples samples, Appendable to) {
        this.to = to;
        this.samples = samples;
        this.trained = network.parameters().preprocessing();
        this.binary = !samples.labelled();
        int rowsOfASample = samples.labelled() ? samples.labelSize() : samples.rows();
        this.each = binary ? samples.targetSize() / samples.rows() : 1;
        this.single = each == 1;
        this.classes = binary ? 2 : network.outputSize() / rowsOfASample;
        this.target = new float[samples.targetSize()];
    }

    /** Writes a heading and a line for each label of the samples, or for each row of several labels. */
    public static void write(Network network, Samples samples, Appendable to) throws IOException {
        ProbabilityRows rows = new ProbabilityRows(network, samples, to);
        rows.heading();
        try {
            Score.predict(network, samples, rows);
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private void heading() throws IOException {
        List<String> cells = new ArrayList<>(List.of("sample"));
        if (samples.rows() > 1) {
            cells.add("step");
        }
        if (single) {
            cells.addAll(List.of("label", "predicted"));
            IntStream.range(0, classes).forEach(i -> cells.add("p_" + trained.label(i)));
        } else {
            for (int i = 0; i < each; i++) {
                String name =
                        trained.targets().size() == each ? trained.targets().get(i) : Integer.toString(i);
                cells.addAll(List.of(name, "p_" + name));
            }
        }
        line(cells);
    }

    @Override
    public void add(float[] outputs, int[] order, int from, int batch) {
        int width = binary ? each : classes;
        int rowsOfASample = samples.labelled() ? samples.labelSize() : samples.rows();
        for (int i = 0; i < batch; i++) {
            int own = rowsOfASample / samples.rows() * samples.ownRows(from + i);
            if (binary) {
                samples.gatherTargets(order, from + i, 1, target);
            }
            for (int row = 0; row < own; row++) {
                row(outputs, (i * rowsOfASample + row) * width, from + i, row);
            }
        }
    }

    private void row(float[] outputs, int at, int sample, int row) {
        List<String> cells = new ArrayList<>(List.of(Integer.toString(sample + 1)));
        if (samples.rows() > 1) {
            cells.add(Integer.toString(row + 1));
        }
        if (!binary) {
            float[] scores = new float[classes];
            System.arraycopy(outputs, at, scores, 0, classes);
            int predicted = Probabilities.largest(scores, 0, classes);
            Probabilities.softmax(scores, 1, classes);
            cells.addAll(List.of(name(samples.label(sample, row)), name(predicted)));
            for (float probability : scores) {
                cells.add(Float.toString(probability));
            }
        } else if (single) {
            float[] both = {-outputs[at], outputs[at]};
            Probabilities.sigmoid(both, 2);
            cells.addAll(List.of(name(BinaryTally.isThere(target[row]) ? 1 : 0), name(outputs[at] > 0 ? 1 : 0)));
            cells.addAll(List.of(Float.toString(both[0]), Float.toString(both[1])));
        } else {
            for (int k = 0; k < each; k++) {
                float[] probability = {outputs[at + k]};
                Probabilities.sigmoid(probability, 1);
                cells.add(BinaryTally.isThere(target[row * each + k]) ? "1" : "0");
                cells.add(Float.toString(probability[0]));
            }
        }
        try {
            line(cells);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of a class; a label that is none, because it does not count, as it is. */
    private String name(int label) {
        return label < 0 ? Integer.toString(label) : trained.label(label);
    }

    private void line(List<String> cells) throws IOException {
        to.append(String.join(",", cells.stream().map(CsvCell::quoted).toList()))
                .append('\n');
    }
}
