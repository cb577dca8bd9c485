package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** How {@link TensorView} finds logical elements in a flat array. */
class TensorViewTest {
    /** [out 5, in 3], stored as [out / 4][in][4 of out], so 3 of 8 columns are padding. */
    private static TensorView panels() {
        return TensorView.of("fc1.weight", new int[] {5, 3}, 10, new int[][] {{2, 4}, {3}}, new int[][] {{12, 1}, {4}});
    }

    @Test
    void anAxisMayBeSplitIntoPanels() {
        assertEquals(10, panels().position(0));
        assertEquals(10 + 4, panels().position(1));
        assertEquals(10 + 1, panels().position(3));
        assertEquals(10 + 12 + 2 * 4, panels().position(14));
        assertEquals(15, panels().size());
        assertArrayEquals(new int[] {5, 3}, panels().shape());
    }

    @Test
    void copiesAgreeWithPositions() {
        float[] flat = new float[40];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = i;
        }
        float[] dense = new float[15];
        panels().copyOut(flat, dense);
        for (int i = 0; i < dense.length; i++) {
            assertEquals(panels().position(i), dense[i]);
        }
    }

    @Test
    void copyingInLeavesThePaddingAlone() {
        float[] flat = new float[40];
        Arrays.fill(flat, -1);
        float[] dense = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        panels().copyIn(dense, flat);
        float[] back = new float[15];
        panels().copyOut(flat, back);
        assertArrayEquals(dense, back);
        int untouched = 0;
        for (float value : flat) {
            untouched += value == -1 ? 1 : 0;
        }
        assertEquals(40 - 15, untouched);
    }

    @Test
    void fourAxesCanBeStoredInAnotherOrder() {
        // [out 2, in 3, h 2, w 2] stored as [h][w][in][out].
        TensorView view =
                TensorView.of("conv1.weight", new int[] {2, 3, 2, 2}, 0, new int[][] {{2}, {3}, {2}, {2}}, new int[][] {
                    {1}, {2}, {12}, {6}
                });
        int logical = ((1 * 3 + 2) * 2 + 1) * 2 + 0;
        assertEquals(1 + 2 * 2 + 12, view.position(logical));
        float[] flat = new float[24];
        float[] dense = new float[24];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = i;
        }
        view.copyOut(flat, dense);
        assertEquals(view.position(logical), dense[logical]);
    }

    @Test
    void aDenseViewIsRowMajor() {
        TensorView view = TensorView.dense("w", new int[] {2, 3}, 4);
        for (int i = 0; i < 6; i++) {
            assertEquals(4 + i, view.position(i));
        }
    }

    @Test
    void aViewMayBeASingleNumber() {
        TensorView view = TensorView.of("scale", new int[0], 3, new int[0][], new int[0][]);
        float[] dense = new float[1];
        view.copyOut(new float[] {0, 1, 2, 7}, dense);
        assertEquals(7, dense[0]);
        assertEquals(3, view.position(0));
    }

    @Test
    void placesOutsideAreRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> panels().position(15));
        assertThrows(IndexOutOfBoundsException.class, () -> panels().position(-1));
        assertThrows(IllegalArgumentException.class, () -> panels().copyOut(new float[40], new float[14]));
    }

    @Test
    void layoutsThatDoNotFitAreRefused() {
        assertRefused(new int[] {5}, 0, new int[][] {{2, 2}}, new int[][] {{2, 1}});
        assertRefused(new int[] {5}, 0, new int[][] {{5}}, new int[][] {{1, 1}});
        assertRefused(new int[] {5}, 0, new int[][] {{5}}, new int[][] {{-1}});
        assertRefused(new int[] {5}, 0, new int[][] {}, new int[][] {});
        assertRefused(new int[] {0}, 0, new int[][] {{0}}, new int[][] {{1}});
        assertRefused(new int[] {5}, -1, new int[][] {{5}}, new int[][] {{1}});
        assertThrows(
                ArithmeticException.class,
                () -> TensorView.of("w", new int[] {3}, 0, new int[][] {{3}}, new int[][] {{Integer.MAX_VALUE}}));
    }

    private static void assertRefused(int[] shape, int offset, int[][] extents, int[][] strides) {
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> TensorView.of("fc1.bias", shape, offset, extents, strides));
        assertTrue(e.toString().contains("fc1.bias"), e::toString);
    }
}
