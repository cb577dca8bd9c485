package dev.lamina.cli.train;

import dev.lamina.cli.data.SamplePorts;
import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.InputPort;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.MultiPredictor;
import dev.lamina.runtime.OutputPort;
import dev.lamina.runtime.PortArrays;
import java.util.ArrayList;
import java.util.List;

/** Runs the training steps of a network with several inputs or outputs. */
final class PortLearner extends Learner {
    private final MultiNetwork multi;
    private final SamplePorts ports;
    private final PortArrays arrays;
    private final NetworkInput[] inputs;
    private final int[][] labels;
    private final float[][] targets;
    private final float[][] outputs;
    private final long[] correct;
    private final long[] counted;

    PortLearner(MultiNetwork network, Samples samples, EpochPlan plan) {
        super(network, samples, plan);
        multi = network;
        ports = samples.ports().orElseThrow();
        arrays = network.newArrays();
        inputs = inputs(network, arrays);
        int count = network.outputCount();
        labels = new int[count][0];
        targets = new float[count][0];
        outputs = new float[count][0];
        correct = new long[count];
        counted = new long[count];
        for (int i = 0; i < count; i++) {
            OutputPort port = network.outputPort(i);
            if (samples.weighted() && ports.outputs().get(i).loss().weighsSamples()) {
                arrays.sampleWeights(i, sampleWeights);
            }
            switch (port.truth()) {
                case LABELS -> {
                    labels[i] = new int[network.capacity() * port.labelSize()];
                    outputs[i] = new float[network.capacity() * port.size()];
                    arrays.labels(i, labels[i]);
                }
                case TARGET -> {
                    targets[i] = new float[network.capacity() * port.size()];
                    outputs[i] = new float[decides(i) ? network.capacity() * port.size() : 0];
                    arrays.target(i, targets[i]);
                }
                case NONE -> {}
            }
        }
    }

    /** New arrays for the inputs of a network, as many samples as it has room for. */
    static NetworkInput[] inputs(MultiPredictor network, PortArrays arrays) {
        NetworkInput[] inputs = new NetworkInput[network.inputCount()];
        for (int i = 0; i < inputs.length; i++) {
            InputPort port = network.inputPort(i);
            int length = Math.multiplyExact(network.capacity(), port.size());
            inputs[i] = port.holdsTokens() ? NetworkInput.of(new int[length]) : NetworkInput.of(new float[length]);
            if (port.holdsTokens()) {
                arrays.tokens(i, inputs[i].tokens());
            } else {
                arrays.floats(i, inputs[i].floats());
            }
        }
        return inputs;
    }

    @Override
    void gather(int[] order, int from, int batch) {
        for (int i = 0; i < inputs.length; i++) {
            samples.gatherInputs(i, order, from, batch, inputs[i]);
        }
        for (int i = 0; i < labels.length; i++) {
            switch (multi.outputPort(i).truth()) {
                case LABELS -> samples.gatherLabels(i, order, from, batch, labels[i]);
                case TARGET -> samples.gatherTargets(i, order, from, batch, targets[i]);
                case NONE -> {}
            }
        }
    }

    @Override
    List<NetworkInput> inputs() {
        return List.of(inputs);
    }

    @Override
    float forward(int batch) {
        return multi.forward(arrays, batch);
    }

    @Override
    void backward() {
        multi.backward();
    }

    @Override
    float trainStep(int batch) {
        return multi.trainStep(arrays, batch);
    }

    @Override
    void stepped(int[] order, int from, int batch) {
        for (int i = 0; i < labels.length; i++) {
            if (decides(i)) {
                count(i, order, from, batch);
            }
        }
    }

    /** Takes over what another learner has counted. */
    void takeCounts(PortLearner other) {
        for (int i = 0; i < correct.length; i++) {
            correct[i] += other.correct[i];
            counted[i] += other.counted[i];
            other.correct[i] = 0;
            other.counted[i] = 0;
        }
    }

    /** Counts the correct predictions of an output. */
    private void count(int number, int[] order, int from, int batch) {
        SamplePorts.Output output = ports.outputs().get(number);
        multi.output(number, outputs[number]);
        for (int i = 0; i < batch; i++) {
            int own = own(output, order[from + i]);
            for (int at = i * output.size(); at < i * output.size() + own; at++) {
                boolean counts = !output.labelled() || !output.loss().ignores(labels[number][at]);
                correct[number] += counts && isRight(number, output, at) ? 1 : 0;
                counted[number] += counts ? 1 : 0;
            }
        }
    }

    private boolean isRight(int number, SamplePorts.Output output, int at) {
        return output.labelled()
                ? Score.best(outputs[number], at * output.classes(), output.classes()) == labels[number][at]
                : BinaryTally.isRight(outputs[number][at], targets[number][at]);
    }

    /** Whether an output predicts a class, or labels that are there or not. */
    private boolean decides(int number) {
        SamplePorts.Output output = ports.outputs().get(number);
        return output.labelled() || output.loss().isBinary();
    }

    @Override
    float[] labelWeights(int[] order, int from, int batch) {
        float[] weights = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            SamplePorts.Output output = ports.outputs().get(i);
            if (output.labelled()) {
                weights[i] = labelWeight(i, order, from, batch, new int[output.size()], sample -> own(output, sample));
            }
        }
        return weights;
    }

    /** How many labels or numbers of a sample are not of padding. */
    private int own(SamplePorts.Output output, int sample) {
        return output.everyStep() ? output.size() / samples.steps() * samples.ownSteps(sample) : output.size();
    }

    /** Each sample counts once: outputs may have losses of steps and losses of samples, with weights and without. */
    @Override
    double weight(int[] order, int from, int batch) {
        return batch;
    }

    @Override
    long decisions(int[] order, int from, int batch) {
        return 0;
    }

    @Override
    int correct(int[] order, int from, int batch) {
        return 0;
    }

    /** NaN if no label counted. */
    private static double share(long correct, long counted) {
        return counted == 0 ? Double.NaN : (double) correct / counted;
    }

    @Override
    List<OutputAccuracy> accuracies() {
        List<OutputAccuracy> all = new ArrayList<>();
        for (int i = 0; i < correct.length; i++) {
            if (decides(i)) {
                all.add(new OutputAccuracy(ports.outputs().get(i).name(), share(correct[i], counted[i])));
            }
            correct[i] = 0;
            counted[i] = 0;
        }
        return all;
    }
}
