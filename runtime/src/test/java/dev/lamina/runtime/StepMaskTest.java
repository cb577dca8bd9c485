package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StepMaskTest {

    private static final boolean[] PRESENT = {false, true, true, true, false, false};

    private final StepMask mask = new StepMask(3, 4);

    @Test
    void stepsThatAreThereMoveToTheFrontAndBack() {
        mask.set(PRESENT, 2);
        assertArrayEquals(new int[] {2, 1}, Arrays.copyOf(mask.lengths(), 2));
        float[] packed = new float[12];
        Arrays.fill(packed, 9);
        mask.pack(new float[] {Float.NaN, Float.NaN, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0}, 2, packed);
        assertArrayEquals(new float[] {3, 4, 5, 6, 0, 0, 7, 8, 0, 0, 0, 0}, packed);
        float[] back = new float[12];
        Arrays.fill(back, 9);
        mask.unpack(packed, 2, back);
        assertArrayEquals(new float[] {0, 0, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0}, back);
        int[] tokens = new int[6];
        mask.pack(new int[] {-1, 2, 3, 4, -1, -1}, tokens);
        assertArrayEquals(new int[] {2, 3, 0, 4, 0, 0}, tokens);
    }

    @Test
    void wrongMasksAndArraysAreNamed() {
        assertRefused(
                "the mask leaves no step of sample 1",
                () -> mask.set(new boolean[] {true, false, false, false, false, false}, 2));
        assertRefused("the mask has 6 steps, but 3 samples of 3 need 9", () -> mask.set(PRESENT, 3));
        assertRefused("the batch is 5, but this object was made for 1 .. 4 samples", () -> mask.set(PRESENT, 5));
        mask.set(PRESENT, 2);
        assertRefused(
                "the array to write has 5 floats, but 2 samples of 3 need 6",
                () -> mask.pack(new float[6], 1, new float[5]));
        assertRefused("a mask of 0 steps for 1 samples", () -> new StepMask(0, 1));
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
