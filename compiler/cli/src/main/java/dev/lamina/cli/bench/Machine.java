package dev.lamina.cli.bench;

import dev.lamina.compiler.Target;
import dev.lamina.compiler.load.JaninoLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;

/**
 * What one thread of this machine can do at most, measured in this JVM.
 *
 * @param flops operations a second on float32, a product and a sum being two
 * @param bytesPerSecond bytes read and written a second while memory far larger than the caches is copied
 */
public record Machine(double flops, double bytesPerSecond) {

    private static final int ROUNDS = 200_000;

    /** Bytes of each of the two arrays: no cache holds them. */
    private static final int BYTES = 96 << 20;

    /** Measures for about so many seconds each. */
    public static Machine measured(Target target, double seconds) {
        return new Machine(flops(target, seconds), bandwidth(seconds));
    }

    private static double flops(Target target, double seconds) {
        Method peak = compiled(target == Target.VECTOR ? "VectorPeak" : "ScalarPeak");
        float[] into = new float[256];
        int rounds = target == Target.VECTOR ? ROUNDS : ROUNDS / 100;
        double operations = (double) run(peak, rounds, into);
        return operations / new Stopwatch(seconds).median(() -> run(peak, rounds, into));
    }

    private static double bandwidth(double seconds) {
        float[] from = new float[BYTES / 4];
        float[] to = new float[BYTES / 4];
        return 2.0 * BYTES / new Stopwatch(seconds).median(() -> System.arraycopy(from, 0, to, 0, from.length));
    }

    private static long run(Method peak, int rounds, float[] into) {
        try {
            return (Long) peak.invoke(null, rounds, into);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Not compiled with this module: javac would want the Vector API for all of it. */
    private static Method compiled(String name) {
        try (InputStream source = Machine.class.getResourceAsStream(name + ".txt")) {
            if (source == null) {
                throw new IllegalStateException(name + " is missing");
            }
            String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
            return JaninoLoader.compile(name, text)
                    .define(Machine.class.getClassLoader())
                    .getMethod("run", int.class, float[].class);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
