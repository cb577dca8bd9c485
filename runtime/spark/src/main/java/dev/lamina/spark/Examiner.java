package dev.lamina.spark;

import dev.lamina.runtime.OutputPort;
import dev.lamina.runtime.TrainableNetwork;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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
        private final int[] largestToken = new int[ports.inputs().size()]; // 0 is a token of every vocabulary
        private final boolean[] takesAnyTarget = new boolean[ports.outputs().size()];
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
            long fingerprint = sample.fingerprint(number);
            try {
                int length = ports.length(sample);
                ports.requireLabels(sample, length);
                for (int i = 0; i < ports.inputs().size(); i++) {
                    requireFinite(sample.floats()[i], sample.floats()[i].length, "features");
                    requireTokens(i, sample.tokens()[i]);
                }
                for (int i = 0; i < ports.outputs().size(); i++) {
                    requireClasses(i, labels(sample, i, length));
                    requireTarget(i, sample.targets()[i], length);
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
            boolean accepts = refusal(zeros).isEmpty();
            if (accepts) {
                accepted.add(List.of(output, label));
            }
            return accepts;
        }

        private void requireFinite(float[] numbers, int count, String kind) {
            for (int i = 0; i < count; i++) {
                if (!Float.isFinite(numbers[i])) {
                    throw new IllegalArgumentException("a row has " + numbers[i] + " as number " + i + " of its " + kind
                            + ", but finite floats are needed: drop such rows, or fill them");
                }
            }
        }

        /** The network knows how many tokens there are: it is asked for each that is larger than all before. */
        private void requireTokens(int input, int[] tokens) {
            for (int token : tokens) {
                if (token < 0 || token > largestToken[input]) {
                    Sample zeros = ports.zeros();
                    zeros.tokens()[input][0] = token;
                    refusal(zeros).ifPresent(problem -> {
                        throw new IllegalArgumentException("a row has the token " + token + ": " + problem);
                    });
                    largestToken[input] = token;
                }
            }
        }

        /** Some losses compare with probabilities only: the network is asked once whether it takes other numbers. */
        private void requireTarget(int output, float[] target, int length) {
            int own = Math.min(target.length, ports.labels(output, length));
            requireFinite(target, own, "target");
            for (int i = 0; i < own && !takesAnyTarget[output]; i++) {
                if (target[i] < 0 || target[i] > 1) {
                    Sample zeros = ports.zeros();
                    float number = target[i];
                    zeros.targets()[output][0] = number;
                    refusal(zeros).ifPresent(problem -> {
                        throw new IllegalArgumentException("a row has the target " + number + ": " + problem);
                    });
                    takesAnyTarget[output] = true;
                }
            }
        }

        /** Why the network cannot train with a sample. */
        private Optional<String> refusal(Sample sample) {
            Calls calls = new Calls(network());
            calls.give(0, sample);
            try {
                calls.pass(1);
                return Optional.empty();
            } catch (IllegalArgumentException refused) {
                return Optional.of(String.valueOf(refused.getMessage()));
            }
        }
    }
}
