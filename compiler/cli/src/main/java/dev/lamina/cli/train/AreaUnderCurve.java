package dev.lamina.cli.train;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The area under the receiver operating characteristic of one class: the share of all pairs of a sample of the class and another sample in
 * which the first has the higher score. Pairs with equal scores count one half (Mann and Whitney, 1947).
 */
final class AreaUnderCurve {
    private float[] inside = new float[16];
    private float[] outside = new float[16];
    private int insiders;
    private int outsiders;

    /** Adds the score that a sample has for the class. */
    void add(double score, boolean ofClass) {
        if (ofClass) {
            inside = roomFor(insiders, inside);
            inside[insiders++] = (float) score;
        } else {
            outside = roomFor(outsiders, outside);
            outside[outsiders++] = (float) score;
        }
    }

    private static float[] roomFor(int count, float[] values) {
        return count < values.length ? values : Arrays.copyOf(values, count + count / 2);
    }

    /** The area, 0 to 1; null if there is no pair. */
    @Nullable
    Double value() {
        if (insiders == 0 || outsiders == 0) {
            return null;
        }
        Arrays.sort(inside, 0, insiders);
        Arrays.sort(outside, 0, outsiders);
        double pairs = 0;
        int below = 0;
        int upTo = 0;
        for (int i = 0; i < insiders; i++) {
            while (below < outsiders && outside[below] < inside[i]) {
                below++;
            }
            while (upTo < outsiders && outside[upTo] <= inside[i]) {
                upTo++;
            }
            pairs += (below + upTo) / 2.0;
        }
        return pairs / insiders / outsiders;
    }
}
