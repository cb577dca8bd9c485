package dev.lamina.compiler;

import dev.lamina.compiler.load.JaninoLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;

/** A loop that only multiplies and adds floats, to measure how many operations a second one thread can do on a target. */
public final class PeakLoop {
    /** So many rounds take about a tenth of a millisecond. A round of the scalar loop takes a hundred times as long. */
    private static final int VECTOR_ROUNDS = 200_000;

    private static final int SCALAR_ROUNDS = VECTOR_ROUNDS / 100;

    private static final Class<?>[] ARGUMENTS = {int.class, float[].class};

    private final Method method;
    private final int rounds;
    private final float[] result = new float[256];

    private PeakLoop(Method method, int rounds) {
        this.method = method;
        this.rounds = rounds;
    }

    /** The fastest loop known for a target, which must be {@linkplain Target#isAvailable available}. */
    public static PeakLoop of(Target target) {
        return target == Target.VECTOR
                ? new PeakLoop(compiled("VectorPeak", ARGUMENTS), VECTOR_ROUNDS)
                : new PeakLoop(compiled("ScalarPeak", ARGUMENTS), SCALAR_ROUNDS);
    }

    /** Runs the loop once; returns the number of floating-point operations, two for each multiply-add. */
    public long run() {
        try {
            return (Long) method.invoke(null, rounds, result);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Compiles a loop from a resource. It is no class of this module: javac would then need the Vector API for the whole module. */
    static Method compiled(String name, Class<?>... arguments) {
        try (InputStream source = PeakLoop.class.getResourceAsStream(name + ".txt")) {
            if (source == null) {
                throw new IllegalStateException(name + " is missing");
            }
            String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
            return JaninoLoader.compile(name, text)
                    .define(LoadedNetwork.parent())
                    .getMethod("run", arguments);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
