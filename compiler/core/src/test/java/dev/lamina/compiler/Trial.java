package dev.lamina.compiler;

import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.TrainableNetwork;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs a generated class on data made of a seed. */
final class Trial {

    private final LoadedNetwork loaded;
    private final Parameters parameters;
    private final TrainableNetwork network;
    private final int batch;
    private final NetworkBatch data;
    private final int length;

    Trial(LoadedNetwork loaded, int batch, long seed) {
        this(loaded, batch, seed, batch);
    }

    Trial(LoadedNetwork loaded, int batch, long seed, int capacity) {
        this.loaded = loaded;
        this.batch = batch;
        this.length = 0;
        parameters = loaded.newParameters(seed);
        network = loaded.trainer(parameters, loaded.newTrainingState(), capacity);
        Random random = new Random(seed);
        data = data(loaded.model(), batch, random);
        if (network instanceof Recurrent recurrent) {
            int states = batch * recurrent.stateSize();
            System.arraycopy(numbers(random, states), 0, recurrent.initialState(), 0, states);
            System.arraycopy(numbers(random, states), 0, recurrent.finalStateGradient(), 0, states);
        }
    }

    /** The data of another trial for a class whose sequences may be longer. */
    Trial(LoadedNetwork loaded, Trial of, long seed, int length) {
        this.loaded = loaded;
        this.batch = of.batch;
        this.length = length;
        parameters = loaded.newParameters(seed);
        network = (TrainableNetwork) ofLength(loaded.trainer(parameters, loaded.newTrainingState(), batch));
        data = of.data;
        if (network instanceof Recurrent mine && of.network instanceof Recurrent theirs) {
            int states = batch * mine.stateSize();
            System.arraycopy(theirs.initialState(), 0, mine.initialState(), 0, states);
            System.arraycopy(theirs.finalStateGradient(), 0, mine.finalStateGradient(), 0, states);
        }
    }

    private Network ofLength(Network made) {
        if (length > 0) {
            ((SequenceNetwork) made).length(length);
        }
        return made;
    }

    private static NetworkBatch data(CompiledModel model, int batch, Random random) {
        NetworkBatch data = NetworkBatch.of(model);
        for (int i = 0; i < model.inputs().size(); i++) {
            ModelValue input = model.inputs().get(i);
            int length = batch * input.size();
            data.input(
                    i,
                    input.holdsTokens()
                            ? NetworkInput.of(
                                    random.ints(length, 0, input.vocabulary()).toArray())
                            : NetworkInput.of(numbers(random, length)));
        }
        for (int i = 0; i < model.outputs().size(); i++) {
            ModelValue output = model.outputs().get(i);
            float[] second = numbers(random, batch * output.size());
            if (model.training().outputs().get(i).function().isBinary()) {
                probabilities(second);
            }
            data.target(i, second).outputGradient(i, second);
            if (model.training().outputs().get(i).groundTruth() == GroundTruth.LABELS) {
                data.labels(i, labels(output, batch, random));
            }
        }
        return data;
    }

    private static void probabilities(float[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Math.min(1, Math.abs(numbers[i]));
        }
    }

    private static int[] labels(ModelValue output, int batch, Random random) {
        List<Integer> sizes = output.sizes();
        return output.kind() == ModelValue.Kind.SEQUENCE
                ? random.ints((long) batch * sizes.get(0), 0, sizes.get(1)).toArray()
                : random.ints(batch, 0, output.size()).toArray();
    }

    private static float[] numbers(Random random, int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** A forward and a backward pass. */
    Results pass(boolean dropout) {
        network.training(dropout);
        return Results.of(loaded.model(), network, data, batch);
    }

    /** Everything that can be asked of the class: predictions, a pass with dropout and without, the parameters after steps. */
    Results everything(int steps) {
        Map<String, float[]> all = new LinkedHashMap<>();
        all.put("prediction", predict(batch, 0));
        pass(false).values().forEach((name, values) -> all.put("without dropout, " + name, values));
        pass(true).values().forEach((name, values) -> all.put("with dropout, " + name, values));
        if (loaded.model().training().hasLoss()) {
            for (int step = 0; step < steps; step++) {
                all.put("loss of step " + step, new float[] {step()});
            }
            parameters.views().forEach(view -> all.put(view.name(), parameters.get(view.name())));
        }
        return new Results(all);
    }

    /** One step of training; returns the loss. */
    float step() {
        return data.trainStep(network, batch);
    }

    /**
     * The predictions for {@code count} samples from {@code from} on, of a network with no more room than that: sample after sample, each
     * with all its outputs.
     */
    float[] predict(int count, int from) {
        Network predictor = ofLength(loaded.predictor(parameters, count));
        int outputs = loaded.model().outputs().size();
        float[][] each = new float[outputs][];
        for (int i = 0; i < outputs; i++) {
            each[i] = new float[count * outputSize(predictor, i)];
        }
        part(count, from).predict(predictor, count, each);
        float[] all = new float[count * predictor.outputSize()];
        int at = 0;
        for (int sample = 0; sample < count; sample++) {
            for (float[] output : each) {
                int size = output.length / count;
                System.arraycopy(output, sample * size, all, at, size);
                at += size;
            }
        }
        return all;
    }

    private static int outputSize(Network network, int output) {
        return network instanceof MultiNetwork multi ? multi.outputPort(output).size() : network.outputSize();
    }

    /** Some of the samples, without what losses compare outputs with. */
    private NetworkBatch part(int count, int from) {
        NetworkBatch part = NetworkBatch.of(loaded.model());
        for (int i = 0; i < loaded.model().inputs().size(); i++) {
            int size = data.input(i).length() / batch;
            part.input(i, data.input(i).part(from * size, (from + count) * size));
        }
        return part;
    }

    /** The input's gradients when each sample, with its part of the output's gradient, is a batch of its own. */
    float[] inputGradientsOneByOne() {
        TrainableNetwork single = loaded.trainer(parameters, loaded.newTrainingState(), 1);
        single.training(false);
        float[] all = new float[input().length()];
        float[] one = new float[single.inputSize()];
        for (int sample = 0; sample < batch; sample++) {
            giveStates(sample, single);
            input().part(sample * single.inputSize(), (sample + 1) * single.inputSize())
                    .forward(single, 1);
            NetworkInput.backward(single, slice(second(), sample, single.outputSize()));
            single.inputGradient(one);
            System.arraycopy(one, 0, all, sample * one.length, one.length);
        }
        return all;
    }

    /** Gives a network of one sample that sample's part of the states. */
    private void giveStates(int sample, TrainableNetwork single) {
        if (network instanceof Recurrent many && single instanceof Recurrent one) {
            int size = one.stateSize();
            System.arraycopy(many.initialState(), sample * size, one.initialState(), 0, size);
            System.arraycopy(many.finalStateGradient(), sample * size, one.finalStateGradient(), 0, size);
        }
    }

    private static float[] slice(float[] values, int index, int length) {
        return Arrays.copyOfRange(values, index * length, (index + 1) * length);
    }

    int batch() {
        return batch;
    }

    TrainableNetwork network() {
        return network;
    }

    Parameters parameters() {
        return parameters;
    }

    /** What a call reads. */
    NetworkBatch data() {
        return data;
    }

    /** The samples of a network with one input. */
    NetworkInput input() {
        return data.input(0);
    }

    /** The target of a network with such a loss, the output's gradient of one without a loss. */
    float[] second() {
        return data.target(0);
    }

    int[] labels() {
        return data.labels(0);
    }
}
