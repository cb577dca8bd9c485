package dev.lamina.runtime;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A scaling of the numbers that a caller passes to a network: {@code (x - offset) / divisor}, with an offset and a divisor for each
 * feature, or one of each for all features. Immutable.
 *
 * <p>The features of a vector are its elements, those of a sequence the elements of a time step, those of an image its channels.
 */
public final class Scaling implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final Scaling NONE = new Scaling(new float[0], new float[0]);

    private final float[] offset;
    private final float[] divisor;

    private Scaling(float[] offset, float[] divisor) {
        this.offset = offset;
        this.divisor = divisor;
    }

    /** Numbers stay as they are. */
    public static Scaling none() {
        return NONE;
    }

    /** Every number is divided by this one. */
    public static Scaling dividedBy(float divisor) {
        return divisor == 1 ? NONE : of(new float[] {0}, new float[] {divisor});
    }

    /**
     * An offset and a divisor for each feature, or one of each for all.
     *
     * @throws IllegalArgumentException if the lengths differ or are 0, a number is not finite, or a divisor is 0
     */
    public static Scaling of(float[] offset, float[] divisor) {
        if (offset.length != divisor.length || offset.length == 0) {
            throw new IllegalArgumentException("there are " + offset.length + " offsets and " + divisor.length
                    + " divisors, but there must be as many of each, at least one");
        }
        for (int i = 0; i < offset.length; i++) {
            if (!Float.isFinite(offset[i]) || !Float.isFinite(divisor[i]) || divisor[i] == 0) {
                throw new IllegalArgumentException("feature " + i + " has the offset " + offset[i] + " and the divisor "
                        + divisor[i] + ", but both must be finite and the divisor not 0");
            }
        }
        return new Scaling(offset.clone(), divisor.clone());
    }

    /** Whether numbers stay as they are. */
    public boolean isNone() {
        return offset.length == 0;
    }

    /** How many features have an offset and a divisor: 0 if numbers stay as they are, 1 if all features are scaled alike. */
    public int features() {
        return offset.length;
    }

    /** The offset of each feature; a copy. */
    public float[] offset() {
        return offset.clone();
    }

    /** The divisor of each feature; a copy. */
    public float[] divisor() {
        return divisor.clone();
    }

    /**
     * Scales {@code count} numbers from the start of an array into the start of another, which may be the same.
     *
     * @param inner how many neighbours belong to one feature: number i belongs to feature {@code i / inner % features}
     */
    public void apply(float[] from, float[] to, int count, int inner) {
        if (isNone()) {
            System.arraycopy(from, 0, to, 0, count);
        } else if (offset.length == 1) {
            apply(from, to, 0, count, 0);
        } else if (inner == 1) {
            for (int start = 0; start < count; start += offset.length) {
                for (int i = 0; i < offset.length; i++) {
                    to[start + i] = (from[start + i] - offset[i]) / divisor[i];
                }
            }
        } else {
            for (int start = 0, feature = 0; start < count; start += inner) {
                apply(from, to, start, start + inner, feature);
                feature = next(feature);
            }
        }
    }

    /** Scales numbers that all belong to one feature. */
    private void apply(float[] from, float[] to, int start, int end, int feature) {
        float first = offset[feature];
        float by = divisor[feature];
        for (int i = start; i < end; i++) {
            to[i] = (from[i] - first) / by;
        }
    }

    /** Undoes {@link #apply} in place, on {@code count} numbers from the start: {@code x * divisor + offset}. */
    public void undo(float[] values, int count, int inner) {
        undo(values, 0, count, inner);
    }

    /** The same from place {@code from} on. */
    void undo(float[] values, int from, int count, int inner) {
        for (int start = from, feature = 0; !isNone() && start < from + count; start += inner) {
            float first = offset[feature];
            float by = divisor[feature];
            for (int i = start; i < start + inner; i++) {
                values[i] = values[i] * by + first;
            }
            feature = next(feature);
        }
    }

    /** Turns gradients with respect to scaled numbers into gradients with respect to the caller's numbers, in place. */
    public void scaleGradient(float[] gradient, int count, int inner) {
        scaleGradient(gradient, 0, count, inner);
    }

    /** The same from place {@code from} on. */
    void scaleGradient(float[] gradient, int from, int count, int inner) {
        for (int start = from, feature = 0; !isNone() && start < from + count; start += inner) {
            float by = divisor[feature];
            for (int i = start; i < start + inner; i++) {
                gradient[i] /= by;
            }
            feature = next(feature);
        }
    }

    private int next(int feature) {
        return feature + 1 == offset.length ? 0 : feature + 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scaling scaling
                && Arrays.equals(offset, scaling.offset)
                && Arrays.equals(divisor, scaling.divisor);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(offset) + Arrays.hashCode(divisor);
    }

    @Override
    public String toString() {
        if (isNone()) {
            return "not scaled";
        }
        return offset.length == 1 && offset[0] == 0
                ? "divided by " + divisor[0]
                : "offsets " + Arrays.toString(offset) + ", divisors " + Arrays.toString(divisor);
    }
}
