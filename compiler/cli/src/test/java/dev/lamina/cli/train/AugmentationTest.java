package dev.lamina.cli.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Images that are moved and mirrored at random. */
class AugmentationTest {

    private static final int BATCH = 4000;

    /** An image of 3 x 5 with one pixel of 1 in its middle row, left of the middle. */
    private static final float[] DOT = {0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};

    private static float[] batch() {
        float[] images = new float[BATCH * DOT.length];
        for (int i = 0; i < BATCH; i++) {
            System.arraycopy(DOT, 0, images, i * DOT.length, DOT.length);
        }
        return images;
    }

    /** How often the dot is at each place. */
    private static Map<Integer, Integer> places(float[] images) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < BATCH; i++) {
            float[] one = Arrays.copyOfRange(images, i * DOT.length, (i + 1) * DOT.length);
            for (int at = 0; at < one.length; at++) {
                if (one[at] != 0) {
                    counts.merge(at, 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    @Test
    void aShiftMovesImagesToEachPlaceEquallyOften() {
        float[] images = batch();
        new Augmentation(1, false, List.of(1, 3, 5)).apply(images, 0, BATCH, 7, 1);
        Map<Integer, Integer> places = places(images);
        assertEquals(9, places.size(), places::toString); // three rows, three columns
        places.values().forEach(count -> assertEquals(BATCH / 9.0, count, 100, places::toString));
    }

    @Test
    void aPixelThatLeavesTheImageIsGone() {
        float[] images = batch();
        new Augmentation(2, false, List.of(1, 3, 5)).apply(images, 0, BATCH, 7, 1);
        int there = places(images).values().stream().mapToInt(Integer::intValue).sum();
        // Of five moves up or down three stay inside, of those left or right four.
        assertEquals(BATCH * 3 / 5.0 * 4 / 5, there, 150);
    }

    @Test
    void aFlipMirrorsEverySecondImage() {
        float[] images = batch();
        new Augmentation(0, true, List.of(1, 3, 5)).apply(images, 0, BATCH, 7, 1);
        Map<Integer, Integer> places = places(images);
        assertEquals(List.of(6, 8), places.keySet().stream().sorted().toList()); // columns 1 and 3 of the middle row
        assertEquals(BATCH / 2.0, places.getOrDefault(6, 0), 150);
    }

    @Test
    void channelsOfAnImageMoveTogether() {
        float[] images = {1, 2, 3, 4, 5, 6, 7, 8};
        float[] mirrored = {2, 1, 4, 3, 6, 5, 8, 7};
        Augmentation flip = new Augmentation(0, true, List.of(2, 2, 2));
        boolean seen = false;
        for (int step = 0; step < 20; step++) {
            float[] one = images.clone();
            flip.apply(one, 0, 1, 3, step);
            assertTrue(Arrays.equals(one, images) || Arrays.equals(one, mirrored), Arrays.toString(one));
            seen |= Arrays.equals(one, mirrored);
        }
        assertTrue(seen);
    }

    @Test
    void theSameStepGivesTheSameImagesAndAnotherOneOthers() {
        Augmentation change = new Augmentation(1, true, List.of(1, 3, 5));
        float[] once = batch();
        float[] again = batch();
        float[] later = batch();
        change.apply(once, 0, BATCH, 7, 1);
        change.apply(again, 0, BATCH, 7, 1);
        change.apply(later, 0, BATCH, 7, 2);
        assertArrayEquals(once, again);
        assertTrue(!Arrays.equals(once, later));
    }
}
