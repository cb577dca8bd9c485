package dev.lamina.cli.bench;

import dev.lamina.compiler.PeakLoop;
import dev.lamina.compiler.Target;

/**
 * What one thread of this machine can do at most, measured in this JVM.
 *
 * @param flops operations a second on float32; a multiply-add counts as two
 * @param bytesPerSecond bytes read and written a second while copying an array that is far larger than the caches
 */
public record Machine(double flops, double bytesPerSecond) {

    /** Bytes of each of the two arrays: no cache holds them. */
    private static final int BYTES = 96 << 20;

    /** Measures each of the two for about so many seconds. */
    public static Machine measured(Target target, double seconds) {
        return new Machine(flops(target, seconds), bandwidth(seconds));
    }

    private static double flops(Target target, double seconds) {
        PeakLoop loop = PeakLoop.of(target);
        double operations = (double) loop.run();
        return operations / new Stopwatch(seconds).median(loop::run);
    }

    private static double bandwidth(double seconds) {
        float[] from = new float[BYTES / 4];
        float[] to = new float[BYTES / 4];
        return 2.0 * BYTES / new Stopwatch(seconds).median(() -> System.arraycopy(from, 0, to, 0, from.length));
    }
}
