package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.SequenceNetwork;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.Transform;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** A batch of sequences of several lengths, with NaN for padding, beside each of its samples alone. */
final class Padded {

    private final LoadedNetwork loaded;
    private final Parameters parameters;
    private final int batch;
    private final int steps;
    private final boolean everyStep;
    private final int[] lengths;
    private final float[] input;
    private final float[] second;
    private final int[] labels;
    private final float[] initial;
    private final float[] finalGradient;

    Padded(LoadedNetwork loaded, RandomModel model) {
        this.loaded = loaded;
        this.batch = model.batch();
        this.steps = model.steps();
        Random random = new Random(model.seed());
        parameters = loaded.newParameters(model.seed());
        TrainableNetwork network = trainer(1);
        everyStep = loaded.model().output().kind() == ModelValue.Kind.SEQUENCE;
        lengths = random.ints(batch, loaded.model().sequences().leastSteps(), steps + 1)
                .toArray();
        input = numbers(random, batch * network.inputSize());
        pad(input);
        second = numbers(random, batch * network.outputSize());
        if (everyStep) {
            pad(second);
        }
        int classes = network instanceof Classifier classifier ? classifier.classes() : 1;
        int perSample = network instanceof Classifier classifier ? classifier.labelSize() : 1;
        labels = random.ints((long) batch * perSample, 0, classes).toArray();
        int states = batch * ((Recurrent) network).stateSize();
        initial = numbers(random, states);
        finalGradient = numbers(random, states);
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** What is not a sample's own must not be read. */
    private void pad(float[] all) {
        int sample = all.length / batch;
        for (int i = 0; i < batch; i++) {
            int own = sample / steps * lengths[i];
            Arrays.fill(all, i * sample + own, (i + 1) * sample, Float.NaN);
        }
    }

    private TrainableNetwork trainer(int capacity) {
        TrainableNetwork network = loaded.trainer(parameters, loaded.newTrainingState(), capacity);
        network.training(false);
        return network;
    }

    /** The values of one sample, its own steps if they have steps. */
    private float[] of(int sample, float[] all, boolean steady) {
        int size = all.length / batch;
        int own = steady ? size : size / steps * lengths[sample];
        return Arrays.copyOfRange(all, sample * size, sample * size + own);
    }

    private void giveStates(TrainableNetwork network, float[] before, float[] after) {
        System.arraycopy(before, 0, ((Recurrent) network).initialState(), 0, before.length);
        System.arraycopy(after, 0, ((Recurrent) network).finalStateGradient(), 0, after.length);
    }

    private Results run(TrainableNetwork network, float[] input, float[] second, int[] labels, int batch) {
        return Results.of(
                loaded.model().training().groundTruth(), network, NetworkInput.of(input), labels, second, batch);
    }

    /** One sample with just its own steps. */
    private Results alone(int sample) {
        TrainableNetwork single = trainer(1);
        ((SequenceNetwork) single).length(lengths[sample]);
        giveStates(single, of(sample, initial, true), of(sample, finalGradient, true));
        return run(
                single, of(sample, input, false), of(sample, second, !everyStep), labels(sample, lengths[sample]), 1);
    }

    /** The labels of one sample, of so many of its steps if each has one. */
    private int[] labels(int sample, int count) {
        int size = labels.length / batch;
        return Arrays.copyOfRange(labels, sample * size, sample * size + Math.min(size, count));
    }

    /** Outputs and states; of models without a loss gradients of inputs and initial states too, which the batch does not divide. */
    void eachSampleIsAsItIsAlone() {
        TrainableNetwork network = trainer(batch);
        ((SequenceNetwork) network).lengths(lengths, batch);
        giveStates(network, initial, finalGradient);
        Results together = run(network, input, second, labels, batch);
        for (int sample = 0; sample < batch; sample++) {
            Results alone = alone(sample);
            compare(sample, "output", everyStep, together, alone);
            compare(sample, "final state", false, together, alone);
            if (network instanceof Transform) {
                compare(sample, "grad_input", true, together, alone);
                compare(sample, "gradient of initial state", false, together, alone);
            }
        }
        float[] prediction = new float[batch * network.outputSize()];
        ((Predictor) network).predict(input, batch, prediction);
        assertSameBits("prediction", together.get("output"), prediction);
    }

    private void compare(int sample, String name, boolean overSteps, Results together, Results alone) {
        float[] all = together.get(name);
        int size = all.length / batch;
        float[] expected = Arrays.copyOf(alone.get(name), size);
        float[] actual = Arrays.copyOfRange(all, sample * size, (sample + 1) * size);
        assertSameBits(name + " of sample " + sample + " with " + lengths[sample] + " steps", expected, actual);
        int own = overSteps ? size / steps * lengths[sample] : size;
        assertEquals(own, alone.get(name).length, name);
    }

    /** A batch of one: everything, gradients of parameters too. */
    void lossesAreAsWithoutPadding() {
        for (int sample = 0; sample < batch; sample++) {
            TrainableNetwork single = trainer(1);
            ((SequenceNetwork) single).lengths(new int[] {lengths[sample]}, 1);
            giveStates(single, of(sample, initial, true), of(sample, finalGradient, true));
            int inputs = input.length / batch;
            int seconds = second.length / batch;
            Results padded = run(
                    single,
                    Arrays.copyOfRange(input, sample * inputs, (sample + 1) * inputs),
                    Arrays.copyOfRange(second, sample * seconds, (sample + 1) * seconds),
                    labels(sample, steps),
                    1);
            for (Map.Entry<String, float[]> each : alone(sample).values().entrySet()) {
                float[] actual = padded.get(each.getKey());
                assertSameBits(each.getKey(), Arrays.copyOf(each.getValue(), actual.length), actual);
            }
        }
    }
}
