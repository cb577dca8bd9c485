package dev.lamina.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states of the layers of a model, for some samples. The caller keeps it between the steps of a {@link Streaming} network,
 * and each step updates it. It belongs to one thread at a time, which is not checked. {@link Recurrent#newState} creates it, with zeros.
 *
 * <p>A sample's state is a row of {@link Recurrent#stateSize()} floats, laid out as there. In a file it is a tensor [samples, layers,
 * hidden] for each state, named after the layer: {@code lstm1.hn}, {@code lstm1.cn}; a bidirectional layer counts twice. That of a causal
 * convolution is [samples, steps, features]: {@code conv1.xn}.
 */
public final class RecurrentState {

    /**
     * One state of a layer: [layers, hidden] for each sample.
     *
     * @param name the layer's label and {@code h} or {@code c}: {@code lstm1.h}; of a convolution {@code conv1.x}
     * @param layers the number of stacked layers, times the number of directions; of a convolution the number of steps
     * @param hidden the size of a layer's state; of a convolution the features of a step
     */
    public record Part(String name, int layers, int hidden) {
        /** The floats it takes in a sample's row. */
        public int floats() {
            return Math.multiplyExact(layers, hidden);
        }
    }

    private final String model;
    private final int samples;
    private final List<Part> parts;
    private final int size;
    private final float[] rows;

    /** Zeros for so many samples. */
    public RecurrentState(String model, int samples, Part... parts) {
        this(model, samples, List.of(parts));
    }

    private RecurrentState(String model, int samples, List<Part> parts) {
        if (samples < 1) {
            throw new IllegalArgumentException("a state is of 1 or more samples, not of " + samples);
        }
        this.model = model;
        this.samples = samples;
        this.parts = parts;
        this.size = parts.stream().mapToInt(Part::floats).sum();
        this.rows = new float[Math.multiplyExact(samples, size)];
    }

    /** The name of the model it is for. */
    public String model() {
        return model;
    }

    /** The number of samples. */
    public int samples() {
        return samples;
    }

    /** Floats of a sample's row. */
    public int size() {
        return size;
    }

    /** All rows, one after the other; not a copy. */
    public float[] rows() {
        return rows;
    }

    /** Back to zeros, as before the first step. */
    public void reset() {
        Arrays.fill(rows, 0);
    }

    /** One sample back to zeros, as when another sequence begins in its place. */
    public void reset(int sample) {
        requireSample(sample);
        Arrays.fill(rows, sample * size, (sample + 1) * size, 0);
    }

    /** An independent copy. */
    public RecurrentState copy() {
        RecurrentState copy = new RecurrentState(model, samples, parts);
        copy.set(this);
        return copy;
    }

    /** Copies another state of the same model and as many samples into this one. */
    public void set(RecurrentState other) {
        if (!other.model.equals(model) || !other.parts.equals(parts) || other.samples != samples) {
            throw new IllegalArgumentException("a state of " + other + " cannot be taken for one of " + this);
        }
        System.arraycopy(other.rows, 0, rows, 0, rows.length);
    }

    /** Copies one sample's row of another state of the same model into this one. */
    public void set(int sample, RecurrentState other, int from) {
        if (!other.model.equals(model) || !other.parts.equals(parts)) {
            throw new IllegalArgumentException("a state of " + other + " cannot be taken for one of " + this);
        }
        requireSample(sample);
        other.requireSample(from);
        System.arraycopy(other.rows, from * size, rows, sample * size, size);
    }

    private void requireSample(int sample) {
        if (sample < 0 || sample >= samples) {
            throw new IllegalArgumentException(
                    "there is no sample " + sample + " in this state: it has 0 .. " + (samples - 1));
        }
    }

    /**
     * Writes it to a safetensors file, replacing that as a whole or, on failure, not at all.
     *
     * @throws WeightsException if that fails, or a number is not finite and so could not be read back
     */
    public void write(Path file) {
        SafetensorsWriter.write(file, WeightsNotes.metadata(model), tensors(file.toString()));
    }

    /** As {@link #write(Path)}, to a stream, which is flushed and not closed. */
    public void write(OutputStream out) {
        SafetensorsWriter.write(out, WeightsNotes.metadata(model), tensors(SafetensorsWriter.STREAM));
    }

    private List<Tensor> tensors(String target) {
        List<Tensor> tensors = new ArrayList<>();
        int offset = 0;
        for (Part part : parts) {
            float[] all = new float[samples * part.floats()];
            for (int sample = 0; sample < samples; sample++) {
                System.arraycopy(rows, sample * size + offset, all, sample * part.floats(), part.floats());
            }
            tensors.add(Tensor.ofFloats(tensor(part), shape(part), all));
            offset += part.floats();
        }
        ExpectedTensors.requireFinite(target, tensors);
        return tensors;
    }

    /**
     * Takes a state of as many samples back from a file that holds exactly its tensors.
     *
     * @throws WeightsException saying everything that is wrong with the file; then nothing has changed
     */
    public void read(Path file) {
        read(WeightsSource.of(file));
    }

    /** As {@link #read(Path)}, from a stream, which is read to its end and not closed. */
    public void read(InputStream in) {
        read(WeightsSource.of(in));
    }

    /** As {@link #read(Path)}, from anywhere. */
    public void read(WeightsSource source) {
        ExpectedTensors expected = new ExpectedTensors(model, Architecture.UNKNOWN);
        parts.forEach(part -> expected.add(tensor(part), shape(part), false));
        ExpectedTensors.Found found = expected.read(source);
        int offset = 0;
        for (Part part : parts) {
            float[] all = found.get(tensor(part)).floats();
            for (int sample = 0; sample < samples; sample++) {
                System.arraycopy(all, sample * part.floats(), rows, sample * size + offset, part.floats());
            }
            offset += part.floats();
        }
    }

    private static String tensor(Part part) {
        return part.name() + "n";
    }

    private int[] shape(Part part) {
        return new int[] {samples, part.layers(), part.hidden()};
    }

    @Override
    public String toString() {
        return model + " with " + samples + (samples == 1 ? " sample" : " samples") + " of " + size + " floats";
    }
}
