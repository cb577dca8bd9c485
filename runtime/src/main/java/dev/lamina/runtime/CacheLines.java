package dev.lamina.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Cache lines of arrays that one thread writes and others read. A processor can store to a line only when no other has a copy of it, and to take
 * it from another one takes 30 to 150 ns. Stores to successive lines wait for that together; those of an update, which lie between stores to other
 * arrays, do so one after the other.
 */
final class CacheLines {
    /** Of 64 bytes, the shortest lines that are common. */
    private static final int FLOATS = 16;

    /** In an array of fewer floats, the lines are not worth a loop of their own. */
    static final int LEAST = 16_384;

    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(float[].class);

    private CacheLines() {}

    /** Takes the lines of {@code values[from]} to {@code values[to - 1]} from other processors. No other thread may write these now. */
    static void take(float[] values, int from, int to) {
        for (int i = from; i < to; i += FLOATS) {
            ELEMENT.setOpaque(values, i, values[i]); // a plain store of the same value would be removed
        }
    }
}
