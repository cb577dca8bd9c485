package dev.lamina.cli.train;

import dev.lamina.runtime.CounterRandom;
import java.util.List;

/**
 * Changes the images of a training step at random, so that a network learns what does not depend on their place or side. What happens to an
 * image depends on the seed, the step and the place of the image in the batch alone, so that a resumed run sees the same images.
 *
 * @param shift the most pixels by which an image is moved, up or down and left or right; zeros come in from outside
 * @param flip whether every second image, on the average, is mirrored left to right
 * @param image channels, rows and columns
 */
public record Augmentation(int shift, boolean flip, List<Integer> image) {

    /** The stream of random numbers; dropout has streams from 0 on, and the order of samples -1. */
    private static final int STREAM = -2;

    private static final int NUMBERS_OF_AN_IMAGE = 3;

    /** Images stay as they are. */
    public static final Augmentation NONE = new Augmentation(0, false, List.of());

    public Augmentation {
        image = List.copyOf(image);
    }

    /** The option that asks for it, or {@code none}. */
    public String text() {
        return image.isEmpty() ? "none" : "shift=" + shift + (flip ? ",flip" : "");
    }

    /**
     * Changes the first {@code batch} images of an array.
     *
     * @param first the number of the first of them in the batch of the step, of which they may be a shard
     */
    void apply(float[] images, int first, int batch, long seed, long step) {
        if (image.isEmpty()) {
            return;
        }
        int size = image.get(0) * image.get(1) * image.get(2);
        float[] before = new float[size];
        long key = CounterRandom.key(seed, step, STREAM);
        for (int i = 0; i < batch; i++) {
            long element = ((long) first + i) * NUMBERS_OF_AN_IMAGE;
            int down = move(CounterRandom.uniform(key, element));
            int right = move(CounterRandom.uniform(key, element + 1));
            boolean mirrored = flip && CounterRandom.uniform(key, element + 2) < 0.5f;
            if (down != 0 || right != 0 || mirrored) {
                System.arraycopy(images, i * size, before, 0, size);
                change(before, images, i * size, down, right, mirrored);
            }
        }
    }

    private int move(float random) {
        return (int) (random * (2 * shift + 1)) - shift;
    }

    private void change(float[] before, float[] to, int at, int down, int right, boolean mirrored) {
        int rows = image.get(1);
        int columns = image.get(2);
        for (int i = 0; i < before.length; i++) {
            int column = i % columns;
            int row = i / columns % rows;
            int fromRow = row - down;
            int moved = column - right;
            int fromColumn = mirrored ? columns - 1 - moved : moved;
            boolean inside = fromRow >= 0 && fromRow < rows && moved >= 0 && moved < columns;
            to[at + i] = inside ? before[i + (fromRow - row) * columns + fromColumn - column] : 0;
        }
    }
}
