package dev.lamina.examples.streams;

import dev.lamina.runtime.Probabilities;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.Streaming;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

/** Scores the readings of many keys, which come mixed: a step of the network for each, from the state that the key had before. */
public final class KeyedScores {
    private final Streaming network;
    private final Store store;
    private final RecurrentState state;
    private final float[] scores;

    /**
     * The scores of one task. A processor calls it on one thread.
     *
     * @param network a network of one sample
     * @param store the states of the keys of this task
     * @param classes the classes that the network tells apart
     */
    public KeyedScores(Streaming network, Store store, int classes) {
        this.network = network;
        this.store = store;
        this.state = network.newState(1);
        this.scores = new float[classes];
    }

    /**
     * Takes a reading of a key, and returns the probability of each class after it. The array is used again.
     *
     * @param reading the numbers of one step
     * @throws dev.lamina.runtime.WeightsException if the store has a state of another model for the key
     */
    public float[] process(String key, float[] reading) {
        state.reset();
        store.get(key).ifPresent(bytes -> state.read(new ByteArrayInputStream(bytes)));
        network.step(reading, state, scores);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        state.write(out);
        store.put(key, out.toByteArray());
        Probabilities.softmax(scores, 1, scores.length);
        return scores;
    }
}
