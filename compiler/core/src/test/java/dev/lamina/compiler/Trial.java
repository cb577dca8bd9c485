package dev.lamina.compiler;

import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.TokenPredictor;
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
    private final NetworkInput input;
    private final float[] second;
    private final int[] labels;
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
        int inputs = batch * network.inputSize();
        input = network instanceof TokenPredictor predictor
                ? NetworkInput.of(random.ints(inputs, 0, predictor.vocabulary()).toArray())
                : NetworkInput.of(numbers(random, inputs));
        second = numbers(random, batch * network.outputSize());
        labels = loaded.model().training().groundTruth() == GroundTruth.LABELS
                ? labels(loaded.model(), random)
                : new int[0];
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
        input = of.input;
        second = of.second;
        labels = of.labels;
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

    private int[] labels(CompiledModel model, Random random) {
        List<Integer> sizes = model.output().sizes();
        return model.output().kind() == ModelValue.Kind.SEQUENCE
                ? random.ints((long) batch * sizes.get(0), 0, sizes.get(1)).toArray()
                : random.ints(batch, 0, network.outputSize()).toArray();
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
        return Results.of(loaded.model().training().groundTruth(), network, input, labels, second, batch);
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
        return loaded.model().training().groundTruth() == GroundTruth.LABELS
                ? input.trainStep(network, labels, batch)
                : input.trainStep(network, second, batch);
    }

    /** The predictions for {@code count} samples from {@code from} on, of a network with no more room than that. */
    float[] predict(int count, int from) {
        Network predictor = ofLength(loaded.predictor(parameters, count));
        float[] output = new float[count * predictor.outputSize()];
        input.part(from * network.inputSize(), (from + count) * network.inputSize())
                .predict(predictor, count, output);
        return output;
    }

    /** The input's gradients when each sample, with its part of the output's gradient, is a batch of its own. */
    float[] inputGradientsOneByOne() {
        TrainableNetwork single = loaded.trainer(parameters, loaded.newTrainingState(), 1);
        single.training(false);
        float[] all = new float[input.length()];
        float[] one = new float[single.inputSize()];
        for (int sample = 0; sample < batch; sample++) {
            giveStates(sample, single);
            input.part(sample * single.inputSize(), (sample + 1) * single.inputSize())
                    .forward(single, 1);
            NetworkInput.backward(single, slice(second, sample, single.outputSize()));
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

    NetworkInput input() {
        return input;
    }

    /** The target of a network with such a loss, the output's gradient of one without a loss. */
    float[] second() {
        return second;
    }

    int[] labels() {
        return labels;
    }
}
