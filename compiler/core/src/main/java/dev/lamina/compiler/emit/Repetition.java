package dev.lamina.compiler.emit;

/**
 * A body at one place of a list that is repeated there.
 *
 * @param size how many elements the body has
 * @param times how often it is there, 1 if nothing is repeated often enough
 */
record Repetition(int size, int times) {
    /** Fewer repetitions are written out. */
    private static final int FEWEST = 4;

    /** Whether an element repeats the one {@code size} before it, for a body that begins at {@code at}. */
    @FunctionalInterface
    interface Continuation {
        boolean holds(int at, int size, int next);
    }

    /**
     * The body at a place whose repetitions cover most.
     *
     * @param end the length of the list
     * @param mostElements of a body
     */
    static Repetition at(int at, int end, int mostElements, Continuation continuation) {
        Repetition best = new Repetition(1, 1);
        for (int size = 1; size <= mostElements && at + size * FEWEST <= end; size++) {
            int next = at + size;
            while (next < end && continuation.holds(at, size, next)) {
                next++;
            }
            int times = (next - at) / size;
            if (times >= FEWEST && times * size > best.covered()) {
                best = new Repetition(size, times);
            }
        }
        return best;
    }

    boolean isRepeated() {
        return times > 1;
    }

    /** How many elements all repetitions have together. */
    int covered() {
        return size * times;
    }
}
