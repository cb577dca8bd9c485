package dev.lamina.cli.train;

import org.jspecify.annotations.Nullable;

/**
 * How well a network recognises one class, or one of several labels that may be there.
 *
 * @param support how many samples are of the class
 * @param predicted for how many it was predicted
 * @param correct for how many of these rightly
 * @param area the area under the receiver operating characteristic of this class against the others; null if it was not measured, or if
 *     there are no samples of the class or no others
 */
public record ClassFigures(
        int support, int predicted, int correct, @Nullable Double area) {

    /** The share of its predictions that are right; null without predictions. */
    public @Nullable Double precision() {
        return share(correct, predicted);
    }

    /** The share of its samples that are recognised; null without samples. */
    public @Nullable Double recall() {
        return share(correct, support);
    }

    /** The harmonic mean of both: 2 · correct / (support + predicted); null without samples and predictions. */
    public @Nullable Double f1() {
        return share(2 * correct, support + predicted);
    }

    private static @Nullable Double share(int part, int of) {
        return of == 0 ? null : (double) part / of;
    }
}
