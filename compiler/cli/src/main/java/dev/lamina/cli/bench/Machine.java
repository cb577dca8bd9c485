package dev.lamina.cli.bench;

import dev.lamina.compiler.PeakLoop;
import dev.lamina.compiler.StreamLoop;
import dev.lamina.compiler.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * What one thread of this machine can do at most, measured in this JVM.
 *
 * @param flops operations a second on float32; a multiply-add counts as two
 * @param levels the caches, the smallest first, and at last the memory
 */
public record Machine(double flops, List<Level> levels) {

    public Machine {
        levels = List.copyOf(levels);
    }

    /**
     * A cache, or the memory.
     *
     * @param bytes its size; of the memory, the largest long
     * @param bytesPerSecond bytes that a thread can read a second if its data are there
     */
    public record Level(String name, long bytes, double bytesPerSecond) {}

    /** Arrays fill so much of a cache while it is measured: other data are there too. */
    private static final double FILLED = 0.5;

    /** An array that no cache holds. */
    private static final long MEMORY_BYTES = 192L << 20;

    private static final double WARM_UP = 2;

    /** Measures each figure for about so many seconds. */
    public static Machine measured(Target target, double seconds) {
        List<Level> levels = new ArrayList<>();
        // The loop over vectors stays as slow for a while as it is at first, until the JVM has compiled it.
        StreamLoop first = new StreamLoop(0);
        new Stopwatch(WARM_UP * seconds).shortest(first::run);
        for (Caches.Cache cache : Caches.ofThisMachine()) {
            levels.add(level(cache.name(), cache.bytes(), (long) (FILLED * cache.bytes()), seconds));
        }
        levels.add(level("memory", Long.MAX_VALUE, MEMORY_BYTES, seconds));
        return new Machine(flops(target, seconds), levels);
    }

    private static double flops(Target target, double seconds) {
        PeakLoop loop = PeakLoop.of(target);
        double operations = (double) loop.run();
        return operations / new Stopwatch(seconds).shortest(loop::run);
    }

    private static Level level(String name, long size, long bytes, double seconds) {
        StreamLoop loop = new StreamLoop(Math.min(bytes, MEMORY_BYTES));
        double read = (double) loop.run();
        return new Level(name, size, read / new Stopwatch(seconds).shortest(loop::run));
    }

    /** The smallest cache that holds so many bytes, or the memory. */
    Level holding(long bytes) {
        return levels.stream()
                .filter(level -> bytes <= level.bytes())
                .findFirst()
                .orElseThrow();
    }
}
