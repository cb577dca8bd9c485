package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import java.util.Optional;

/** Collects samples while a file is read, as long as their number is unknown. */
final class SampleBuffer {

    private final ChunkedRows inputs;
    private final ChunkedRows answers;
    private final Optional<ChunkedRows> weights;
    private NetworkInput inputChunk = NetworkInput.of(new float[0]);
    private NetworkInput answerChunk = NetworkInput.of(new float[0]);
    private int inputStart;
    private int answerStart;
    private float weight = 1;
    private int count;

    SampleBuffer(SampleSpec expected) {
        inputs = expected.wantsTokens()
                ? ChunkedRows.ofInts(expected.inputs())
                : ChunkedRows.ofFloats(expected.inputs());
        answers = expected.wantsLabels()
                ? ChunkedRows.ofInts(expected.labels())
                : ChunkedRows.ofFloats(expected.targets());
        weights = expected.weights().map(name -> ChunkedRows.ofFloats(1));
    }

    /** Makes room for another sample. */
    void open(String place) {
        if (count
                == Integer.MAX_VALUE - 8) { // an order of samples is an array, and this is what every JVM can allocate
            throw new DataException(place, "more than " + count + " samples cannot be numbered");
        }
        inputs.grow(count);
        answers.grow(count);
        weights.ifPresent(each -> each.grow(count));
        inputChunk = inputs.chunk(count);
        answerChunk = answers.chunk(count);
        inputStart = inputs.start(count);
        answerStart = answers.start(count);
    }

    void input(int index, float value) {
        inputChunk.floats()[inputStart + index] = value;
    }

    void token(int index, int value) {
        inputChunk.tokens()[inputStart + index] = value;
    }

    void label(int index, int value) {
        if (answers.whole()) {
            answerChunk.tokens()[answerStart + index] = value;
        } else {
            target(index, (float) value);
        }
    }

    void target(int index, float value) {
        answerChunk.floats()[answerStart + index] = value;
    }

    void weight(float value) {
        weight = value;
    }

    /** Keeps the current sample; without this call the next one overwrites it. */
    void close() {
        weights.ifPresent(each -> each.chunk(count).floats()[each.start(count)] = weight);
        count++;
    }

    /** Replaces each label in {@code size} columns from {@code first} on by {@code classes[label]}. */
    void relabel(int first, int size, int[] classes) {
        for (int row = 0; row < count; row++) {
            NetworkInput labels = answers.chunk(row);
            int start = answers.start(row) + first;
            for (int i = start; i < start + size; i++) {
                if (answers.whole()) {
                    labels.tokens()[i] = classes[labels.tokens()[i]];
                } else {
                    labels.floats()[i] = (float) classes[(int) labels.floats()[i]];
                }
            }
        }
    }

    Samples samples(String place) {
        if (count == 0) {
            throw new DataException(place, "there are no samples in it");
        }
        Samples samples = Samples.of(count, inputs, answers);
        return weights.map(samples::weighted).orElse(samples);
    }
}
