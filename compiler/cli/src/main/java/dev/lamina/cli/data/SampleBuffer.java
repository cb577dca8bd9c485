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

    SampleBuffer(SampleSpec expected, RowMemory memory) {
        inputs = expected.wantsTokens()
                ? ChunkedRows.ofInts(expected.inputs(), memory)
                : ChunkedRows.ofFloats(expected.inputs(), memory);
        answers = expected.wantsLabels()
                ? ChunkedRows.ofInts(expected.labels(), memory)
                : ChunkedRows.ofFloats(expected.targets(), memory);
        weights = expected.weights().map(name -> ChunkedRows.ofFloats(1, memory));
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

    /** Adds a sample of these numbers. */
    void add(String place, RowPlace input, RowPlace answer) {
        open(place);
        input.numbers().copy(input.start(), inputChunk, inputStart, inputs.width());
        answer.numbers().copy(answer.start(), answerChunk, answerStart, answers.width());
        close();
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
        if (answers.width() == 0) {
            return; // only inputs have been read
        }
        answers.change(chunk -> {
            for (int start = first; start + size <= chunk.length(); start += answers.width()) {
                for (int i = start; i < start + size; i++) {
                    if (answers.whole()) {
                        chunk.tokens()[i] = classes[chunk.tokens()[i]];
                    } else {
                        chunk.floats()[i] = classes[(int) chunk.floats()[i]];
                    }
                }
            }
        });
    }

    Samples samples(String place) {
        if (count == 0) {
            throw new DataException(place, "there are no samples in it");
        }
        Samples samples = Samples.of(count, inputs, answers);
        return weights.map(samples::weighted).orElse(samples);
    }
}
