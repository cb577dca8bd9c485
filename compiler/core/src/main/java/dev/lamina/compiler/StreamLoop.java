package dev.lamina.compiler;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;

/** A loop that reads an array again and again, to measure the bandwidth of the cache, or of the memory, that holds the array. */
public final class StreamLoop {
    /** It reads four streams of two vectors each; none of them may have a tail. */
    private static final int MULTIPLE = 512;

    private static final int LEAST_FLOATS_READ = 1 << 18;

    /** The loop over vectors: one for all arrays, so that it is compiled before it reads a large one. Empty without the Vector API. */
    private static final Optional<Method> VECTORS = Target.VECTOR.isAvailable()
            ? Optional.of(PeakLoop.compiled("VectorStream", int.class, float[].class, float[].class))
            : Optional.empty();

    private final float[] data;
    private final int rounds;
    private final float[] result = new float[64];

    /** A loop over about so many bytes. */
    public StreamLoop(long bytes) {
        data = new float[(int) Math.max(MULTIPLE, bytes / Float.BYTES / MULTIPLE * MULTIPLE)];
        rounds = Math.max(1, LEAST_FLOATS_READ / data.length);
    }

    /** Runs the loop once; returns the number of bytes that it has read. */
    public long run() {
        if (VECTORS.isEmpty()) {
            compareHalves();
            return (long) Float.BYTES * rounds * data.length;
        }
        try {
            return (Long) VECTORS.get().invoke(null, rounds, data, result);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Plain Java that HotSpot replaces by vector code, whatever the offsets are. All elements are equal, so that it reads them all. */
    private void compareHalves() {
        int half = data.length / 2;
        for (int i = 0; i < rounds; i++) {
            if (Arrays.mismatch(data, 0, half, data, half, data.length) >= 0) {
                throw new IllegalStateException("the array is not empty");
            }
        }
    }
}
