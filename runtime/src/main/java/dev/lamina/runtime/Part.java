package dev.lamina.runtime;

/**
 * The part of a call that one thread computes: some of the samples, and a range of each axis that is split. All parts together are the
 * whole call. Results are split and sums never, so the numbers do not depend on how many parts there are.
 *
 * <p>Generated classes read it; nobody else has to.
 */
public final class Part {

    /** The first sample of this part. */
    public int from;

    /** The sample behind the last one of this part. */
    public int to;

    /** The samples of the whole call. */
    public int batch;

    /** Which sample of the call is sample 0 of the workspace: another one in each block of a {@linkplain #nextBlock prediction in blocks}. */
    public int origin;

    /**
     * The part of each sample. If there are enough samples for all threads, this part has its samples alone: {@code within} has the same
     * samples and the whole of every axis. Otherwise all parts work on all samples together, and {@code within} has a range of each axis.
     */
    public final Part within;

    /** Scratch memory of this thread; null if no kernel needs any. */
    @SuppressWarnings("NullAway")
    public float[] rows;

    private final Team team;
    private int parts = 1;
    private int number;
    private int blocks;

    private Part(Team team, Part within) {
        this.team = team;
        this.within = within == null ? this : within;
    }

    /** A part of the calls of a team. */
    @SuppressWarnings("NullAway")
    static Part of(Team team, int scratch) {
        Part part = new Part(team, new Part(team, null));
        part.rows = scratch == 0 ? null : new float[scratch];
        return part;
    }

    /** A part that is always the whole call. */
    @SuppressWarnings("NullAway")
    static Part whole() {
        return new Part(null, null);
    }

    /** Makes this part the whole of a call. */
    Part setWhole(int samples) {
        batch = samples;
        place(0, samples);
        return this;
    }

    /** Makes this part number {@code which} of the {@code count} parts of a call. */
    void set(int which, int count, int samples) {
        split(which, count, samples);
        place(first(samples), end(samples));
        if (splitsSamples(samples, count)) {
            within.split(0, 1, samples);
            within.from = from;
            within.to = to;
        } else {
            within.split(which, count, samples);
            within.from = 0;
            within.to = samples;
        }
    }

    /** Gives this part some samples, each at its own place in the workspace. */
    private void place(int start, int end) {
        from = start;
        to = end;
        origin = 0;
        blocks = 0;
    }

    private void split(int which, int count, int samples) {
        number = which;
        parts = count;
        batch = samples;
    }

    /** Whether more than half of the threads have work if each takes whole samples. */
    static boolean splitsSamples(int samples, int count) {
        return 2 * samples > count;
    }

    /**
     * Goes on to the next samples of this part: {@code size} of them, as long as it has as many. All blocks of a part have the same places in
     * the workspace, so that a block finds them in the cache. If there are too few samples for several blocks, the first one has all. All parts
     * have the same number of blocks, the last of which may be empty, and begin them together.
     *
     * @return whether there is a block; {@link #from}, {@link #to} and {@link #origin} are those of the block then
     */
    public boolean nextBlock(int size) {
        boolean several = batch / parts > size;
        int begun = blocks++ * size;
        if (!several) {
            return begun == 0;
        }
        if (begun >= (batch + parts - 1) / parts) {
            return false;
        }
        if (begun > 0) {
            await();
        }
        int end = end(batch);
        int start = Math.min(first(batch) + begun, end);
        from = number * size;
        to = from + Math.min(size, end - start);
        origin = start - from;
        within.from = from;
        within.to = to;
        return true;
    }

    /** Whether this part does what only one part may do. */
    public boolean isFirst() {
        return number == 0;
    }

    /** The start of this part's range of an axis. */
    public int first(int extent) {
        return (int) ((long) extent * number / parts);
    }

    /** The end of this part's range of an axis. */
    public int end(int extent) {
        return (int) ((long) extent * (number + 1) / parts);
    }

    /** The start of this part's range of an axis that is split between blocks of {@code size} only. */
    public int first(int extent, int size) {
        return block(first(extent), size, 0, extent);
    }

    /** The end of this part's range of an axis that is split between blocks of {@code size} only. */
    public int end(int extent, int size) {
        return block(end(extent), size, 0, extent);
    }

    /** As {@link #first(int, int)}, of a section of the axis that begins at {@code start} and ends before {@code stop}. */
    public int first(int extent, int size, int start, int stop) {
        return block(first(extent), size, start, stop);
    }

    /** As {@link #end(int, int)}, of a section of the axis that begins at {@code start} and ends before {@code stop}. */
    public int end(int extent, int size, int start, int stop) {
        return block(end(extent), size, start, stop);
    }

    /** The first block of a section that begins at {@code at} or later. */
    private static int block(int at, int size, int start, int stop) {
        int blocks = Math.max(0, (at - start + size - 1) / size);
        return Math.min(stop, start + blocks * size);
    }

    /** Before an update of shared parameters: takes the cache lines of this part's range, and waits for the other parts. */
    void take(float[] parameters) {
        if (parts > 1 && parameters.length >= CacheLines.LEAST) {
            CacheLines.take(parameters, first(parameters.length), end(parameters.length));
            team.await(parts); // the ranges of the update may be others
        }
    }

    /** Waits until all parts have come to this point. What they wrote before it can be read after it. */
    public void await() {
        if (parts > 1) {
            team.await(parts);
        }
    }
}
