package dev.lamina.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * Floats to try a function of one float on: every so-many-th bit pattern, and all near the places where a formula changes.
 * With {@code -Dlamina.stride=1} it is all 2^32 of them, which takes some minutes and is how the stated bounds were found.
 */
final class FloatSamples {
    /** A prime, so that low and high bits of the fraction take all values. */
    static final int STRIDE = Integer.getInteger("lamina.stride", 1009);

    /** Whole vectors of any number of lanes. */
    static final int BATCH = 1024;

    private static final int NEAR = 100;
    private static final long PATTERNS = 1L << 32;

    private FloatSamples() {}

    /** What is done with a batch of samples. */
    interface Use {
        void batch(float[] samples);
    }

    /** Hands out all samples in batches. */
    static void forEach(int stride, Use use) {
        float[] batch = new float[BATCH];
        int filled = 0;
        for (long bits = 0; bits < PATTERNS; bits += stride) {
            batch[filled++] = Float.intBitsToFloat((int) bits);
            if (filled == batch.length) {
                use.batch(batch);
                filled = 0;
            }
        }
        for (float critical : critical()) {
            for (int away = -NEAR; away <= NEAR; away++) {
                batch[filled++] = Float.intBitsToFloat(Float.floatToRawIntBits(critical) + away);
                if (filled == batch.length) {
                    use.batch(batch);
                    filled = 0;
                }
            }
        }
        // What is left of the last batch is samples of the one before: tried twice, no harm done.
        use.batch(batch);
    }

    private static List<Float> critical() {
        List<Float> critical = new ArrayList<>();
        for (float size : new float[] {
            0,
            Float.MIN_NORMAL,
            1,
            Float.MAX_VALUE,
            Float.POSITIVE_INFINITY,
            -Numbers.EXP_LEAST,
            Numbers.EXP_MOST,
            -Numbers.SIGMOID_LEAST,
            Numbers.TANH_MOST,
            103.97208f,
            9.010913f,
            0x1p-12f,
            16.635532f
        }) {
            critical.add(size);
            critical.add(-size);
        }
        // Where x is half-way between two multiples of ln 2, the exponent changes and the fits are at their ends.
        for (int n = -127; n <= 128; n++) {
            critical.add((float) ((n + 0.5) * Math.log(2)));
            critical.add((float) ((n + 0.5) * Math.log(2) / 2));
        }
        return critical;
    }
}
