package dev.lamina.spark;

import dev.lamina.runtime.OutputPort;
import dev.lamina.runtime.TrainableNetwork;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Reads samples once before a training, and notes of each what the driver has to know. */
final class Examiner implements FlatMapFunction<Iterator<Tuple2<Long, Sample>>, Examiner.Fact> {
    private static final long serialVersionUID = 1;

    private final NetworkSource source;
    private final Ports ports;
    private final boolean weighsLabels;

    /**
     * Examines the samples of a network.
     *
     * @param weighsLabels whether it {@linkplain TrainableNetwork#weighsLabels weighs labels}
     */
    Examiner(NetworkSource source, Ports ports, boolean weighsLabels) {
        this.source = source;
        this.ports = ports;
        this.weighsLabels = weighsLabels;
    }

    /**
     * What the driver has to know of a sample.
     *
     * @param length its time steps
     * @param weights for each output the weight of its labels, if the network weighs labels; else empty
     * @param problem why it cannot be trained with; empty if it can
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of data, never compared
    record Fact(long number, int length, long fingerprint, double[] weights, String problem) implements Serializable {}

    @Override
    public Iterator<Fact> call(Iterator<Tuple2<Long, Sample>> rows) {
        Examination examination = new Examination();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Fact next() {
                Tuple2<Long, Sample> row = rows.next();
                return examination.of(row._1(), row._2());
            }
        };
    }

    private final class Examination {
        private final Set<List<Integer>> accepted = new HashSet<>(); // output and label
        private @Nullable TrainableNetwork network;

        /** A network to ask, which needs memory for its parameters: only if there is something to ask. */
        private TrainableNetwork network() {
            TrainableNetwork made = network;
            if (made == null) {
                made = source.trainer(source.newParameters(0), source.newTrainingState(), 1);
                network = made;
            }
            return made;
        }

        Fact of(long number, Sample sample) {
            long fingerprint = (number + 1) * sample.fingerprint();
            try {
                int length = ports.length(sample);
                ports.requireLabels(sample, length);
                for (int i = 0; i < ports.outputs().size(); i++) {
                    requireClasses(i, labels(sample, i, length));
                }
                return new Fact(number, length, fingerprint, weights(sample, length), "");
            } catch (IllegalArgumentException problem) {
                return new Fact(number, 0, fingerprint, new double[0], String.valueOf(problem.getMessage()));
            }
        }

        private double[] weights(Sample sample, int length) {
            double[] weights = new double[weighsLabels ? ports.outputs().size() : 0];
            for (int i = 0; i < weights.length; i++) {
                int[] labels = labels(sample, i, length);
                weights[i] = network().labelWeight(i, labels, 0, labels.length);
            }
            return weights;
        }

        /** The labels of an output for the steps of a sample; those of padding may be any numbers. */
        private int[] labels(Sample sample, int output, int length) {
            int[] all = sample.labels()[output];
            int own = ports.labels(output, length);
            return all.length > own ? Arrays.copyOf(all, own) : all;
        }

        /** A label that is no class may be the one that the loss ignores: the network tells. */
        private void requireClasses(int number, int[] labels) {
            OutputPort output = ports.outputs().get(number);
            for (int label : labels) {
                boolean isClass = label >= 0 && label < output.classes();
                if (!isClass && !accepted.contains(List.of(number, label)) && !accepts(number, label)) {
                    throw new IllegalArgumentException(
                            "a row has the label " + label + ", but labels are 0 to " + (output.classes() - 1));
                }
            }
        }

        private boolean accepts(int output, int label) {
            Sample zeros = ports.zeros();
            Arrays.fill(zeros.labels()[output], label);
            Calls calls = new Calls(network());
            calls.give(0, zeros);
            try {
                calls.pass(1);
                accepted.add(List.of(output, label));
                return true;
            } catch (IllegalArgumentException refused) {
                return false;
            }
        }
    }
}
