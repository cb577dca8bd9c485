package dev.lamina.cli.train;

import dev.lamina.cli.data.SamplePorts;
import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.MultiPredictor;
import dev.lamina.runtime.PortArrays;
import dev.lamina.runtime.Recurrent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Scores networks with several inputs or outputs: the outputs one by one, and the weighted sum of their losses. */
final class PortScore {
    private final MultiPredictor network;
    private final Samples samples;
    private final List<SamplePorts.Output> ports;
    private final List<Optional<Tally>> tallies = new ArrayList<>();

    private PortScore(MultiPredictor network, Samples samples, boolean areas) {
        this.network = network;
        this.samples = samples;
        this.ports = samples.ports().orElseThrow().outputs();
        for (int i = 0; i < ports.size(); i++) {
            SamplePorts.Output port = ports.get(i);
            tallies.add(port.hasLoss() ? Optional.of(Tally.of(port, i, network, samples, areas)) : Optional.empty());
        }
    }

    /** Predicts all samples, in batches of the network's capacity. */
    static Score of(MultiPredictor network, Samples samples, boolean areas) {
        PortScore score = new PortScore(network, samples, areas);
        score.predict();
        return score.score();
    }

    private void predict() {
        int[] order = IntStream.range(0, samples.count()).toArray();
        BatchLengths lengths = new BatchLengths(network, samples);
        PortArrays arrays = network.newArrays();
        NetworkInput[] inputs = PortLearner.inputs(network, arrays);
        float[][] outputs = new float[network.outputCount()][];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = new float[network.capacity() * network.outputPort(i).size()];
            arrays.output(i, outputs[i]);
        }
        boolean goesOn = samples.consecutive() && network instanceof Recurrent;
        int most = goesOn ? 1 : network.capacity();
        Score.begin(network);
        for (int from = 0; from < order.length; from += most) {
            int batch = Math.min(most, order.length - from);
            lengths.tell(order, from, batch);
            for (int i = 0; i < inputs.length; i++) {
                samples.gatherInputs(i, order, from, batch, inputs[i]);
            }
            network.predict(arrays, batch);
            if (goesOn) {
                Score.goOn((Recurrent) network);
            }
            for (int i = 0; i < outputs.length; i++) {
                if (tallies.get(i).isPresent()) {
                    tallies.get(i).get().add(outputs[i], order, from, batch);
                }
            }
        }
        Score.begin(network);
    }

    private Score score() {
        List<OutputScore> outputs = new ArrayList<>();
        double loss = 0;
        int unclear = 0;
        for (int i = 0; i < ports.size(); i++) {
            if (tallies.get(i).isPresent()) {
                Score own = tallies.get(i).get().score();
                loss += ports.get(i).weight() * own.loss();
                unclear = Math.max(unclear, own.unclear());
                outputs.add(new OutputScore(ports.get(i).name(), own));
            }
        }
        return new Score(samples.count(), samples.count(), loss, unclear).withOutputs(outputs);
    }
}
