package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;

/** Collects samples while a file is read, as long as their number is unknown. */
final class SampleBuffer {

    private final ChunkedRows inputs;
    private final ChunkedRows answers;
    private NetworkInput inputChunk = NetworkInput.of(new float[0]);
    private NetworkInput answerChunk = NetworkInput.of(new float[0]);
    private int inputStart;
    private int answerStart;
    private int count;

    SampleBuffer(SampleSpec expected, RowMemory memory) {
        inputs = expected.wantsTokens()
                ? ChunkedRows.ofInts(expected.inputs(), memory)
                : ChunkedRows.ofFloats(expected.inputs(), memory);
        answers = expected.wantsLabels()
                ? ChunkedRows.ofInts(expected.labels(), memory)
                : ChunkedRows.ofFloats(expected.targets(), memory);
    }

    /** Makes room for another sample. */
    void open(String place) {
        if (count
                == Integer.MAX_VALUE - 8) { // an order of samples is an array, and this is what every JVM can allocate
            throw new DataException(place, "more than " + count + " samples cannot be numbered");
        }
        inputs.grow(count);
        answers.grow(count);
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
        answerChunk.tokens()[answerStart + index] = value;
    }

    void target(int index, float value) {
        answerChunk.floats()[answerStart + index] = value;
    }

    /** Adds a sample of these numbers. */
    void add(String place, RowPlace input, RowPlace answer) {
        open(place);
        input.numbers().copy(input.start(), inputChunk, inputStart, inputs.width());
        answer.numbers().copy(answer.start(), answerChunk, answerStart, answers.width());
        close();
    }

    /** Keeps the current sample; without this call the next one overwrites it. */
    void close() {
        count++;
    }

    /** Replaces each label by {@code classes[label]}. */
    void relabel(int[] classes) {
        answers.change(chunk -> {
            int[] labels = chunk.tokens();
            for (int i = 0; i < labels.length; i++) {
                labels[i] = classes[labels[i]];
            }
        });
    }

    Samples samples(String place) {
        if (count == 0) {
            throw new DataException(place, "there are no samples in it");
        }
        return Samples.of(count, inputs, answers);
    }
}
