package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;

import dev.lamina.runtime.Network;
import dev.lamina.runtime.Recurrent;
import dev.lamina.runtime.RecurrentState;
import java.util.List;
import java.util.Random;

/** The law of streams for any model: steps one by one give the bits of the whole sequence. */
final class SingleSteps {
    private final CompiledModel model;
    private final Network network;
    private final int batch;
    private final Object[] inputs;
    private final int steps;

    private SingleSteps(LoadedNetwork loaded, int batch, long seed) {
        model = loaded.model();
        network = loaded.predictor(loaded.newParameters(seed), batch);
        this.batch = batch;
        Random random = new Random(seed);
        inputs = model.inputs().stream().map(input -> numbers(input, random)).toArray();
        steps = model.inputs().stream()
                .filter(ModelValue::hasSteps)
                .mapToInt(input -> input.sizes().get(0))
                .findFirst()
                .orElse(0);
    }

    private Object numbers(ModelValue input, Random random) {
        int length = batch * input.size();
        if (input.holdsTokens()) {
            return random.ints(length, 0, input.vocabulary()).toArray();
        }
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    /** Compares all outputs of each step; returns whether the model can take steps one by one. */
    static boolean areThoseOfTheSequence(LoadedNetwork loaded, int batch, long seed) {
        if (loaded.model().sequences().whyNotStreaming().isPresent()) {
            return false;
        }
        new SingleSteps(loaded, batch, seed).compare();
        return true;
    }

    private void compare() {
        float[][] whole = outputs(steps);
        given(0, steps).predict(network, batch, whole);
        RecurrentState state = ((Recurrent) network).newState(batch);
        for (int step = 0; step < steps; step++) {
            float[][] now = outputs(1);
            given(step, step + 1).step(network, state, now);
            for (int i = 0; i < now.length; i++) {
                ModelValue output = model.outputs().get(i);
                if (output.hasSteps() || step == steps - 1) {
                    float[] expected = output.hasSteps() ? (float[]) part(output, whole[i], step, step + 1) : whole[i];
                    assertSameBits(output.name() + " of step " + step, expected, now[i]);
                }
            }
        }
    }

    private float[][] outputs(int steps) {
        return model.outputs().stream()
                .map(output -> new float
                        [batch
                                * (output.hasSteps()
                                        ? output.size() / output.sizes().get(0) * steps
                                        : output.size())])
                .toArray(float[][]::new);
    }

    /** The inputs of some steps; those without steps are given whole. */
    private NetworkBatch given(int from, int to) {
        NetworkBatch given = NetworkBatch.of(model);
        for (int i = 0; i < inputs.length; i++) {
            ModelValue input = model.inputs().get(i);
            Object some = input.hasSteps() ? part(input, inputs[i], from, to) : inputs[i];
            given.input(i, some instanceof int[] tokens ? NetworkInput.of(tokens) : NetworkInput.of((float[]) some));
        }
        return given;
    }

    /** Some steps of each sample. */
    private Object part(ModelValue value, Object all, int from, int to) {
        List<Integer> sizes = value.sizes();
        int features = value.size() / sizes.get(0);
        int length = (to - from) * features;
        boolean tokens = all instanceof int[];
        Object part = tokens ? new int[batch * length] : new float[batch * length];
        for (int sample = 0; sample < batch; sample++) {
            System.arraycopy(all, sample * value.size() + from * features, part, sample * length, length);
        }
        return part;
    }
}
