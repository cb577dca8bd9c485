package dev.lamina.examples.digits;

import dev.lamina.runtime.CounterRandom;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Images of digits, one after the other in one array, and the digit that each shows. */
final class DigitSet {

    static final int PIXELS = 64;

    /** The file counts ink in cells of 4 x 4 pixels. */
    private static final float FULL = 16;

    private final float[] images;
    private final int[] labels;

    private DigitSet(float[] images, int[] labels) {
        this.images = images;
        this.labels = labels;
    }

    /** Reads rows of 64 pixels and a label, separated by commas and compressed by gzip. */
    static DigitSet read(Path file) throws IOException {
        List<String> rows = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            reader.lines().forEach(rows::add);
        }
        float[] images = new float[rows.size() * PIXELS];
        int[] labels = new int[rows.size()];
        for (int sample = 0; sample < labels.length; sample++) {
            String[] cells = rows.get(sample).split(",");
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                images[sample * PIXELS + pixel] = Float.parseFloat(cells[pixel]) / FULL;
            }
            labels[sample] = Integer.parseInt(cells[PIXELS]);
        }
        return new DigitSet(images, labels);
    }

    /** {@link #PIXELS} floats of 0 (paper) to 1 (ink) per image; not a copy. */
    float[] images() {
        return images;
    }

    /** The digits shown; not a copy. */
    int[] labels() {
        return labels;
    }

    int size() {
        return labels.length;
    }

    float[] image(int sample) {
        return Arrays.copyOfRange(images, sample * PIXELS, (sample + 1) * PIXELS);
    }

    /** The samples in an order that depends on the seed and the epoch alone. */
    DigitSet shuffled(long seed, long epoch) {
        int[] order = CounterRandom.permutation(size(), seed, epoch);
        DigitSet result = new DigitSet(new float[images.length], new int[order.length]);
        for (int sample = 0; sample < order.length; sample++) {
            System.arraycopy(images, order[sample] * PIXELS, result.images, sample * PIXELS, PIXELS);
            result.labels[sample] = labels[order[sample]];
        }
        return result;
    }

    /** The samples from {@code from} to before {@code to}. */
    DigitSet part(int from, int to) {
        return new DigitSet(
                Arrays.copyOfRange(images, from * PIXELS, to * PIXELS), Arrays.copyOfRange(labels, from, to));
    }
}
