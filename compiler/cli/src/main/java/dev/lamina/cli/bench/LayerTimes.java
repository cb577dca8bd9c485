package dev.lamina.cli.bench;

import dev.lamina.compiler.LayerStep;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.runtime.Network;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Times the methods of a network one by one, in the order in which it calls them, so that caches hold what they hold in a real call. */
public final class LayerTimes {

    private static final int MOST_ROUNDS = 200_000;

    private final List<MethodHandle> handles = new ArrayList<>();
    private final List<Object[]> arguments = new ArrayList<>();

    /**
     * Binds the methods of steps to a network.
     *
     * @param values the arguments of the methods, by name
     */
    public LayerTimes(LoadedNetwork loaded, Network network, List<LayerStep> steps, Map<String, Object> values) {
        for (LayerStep step : steps) {
            Object[] given = step.arguments().stream()
                    .map(name -> {
                        Object value = values.get(name);
                        if (value == null) {
                            throw new IllegalStateException(step.method() + " wants " + name);
                        }
                        return value;
                    })
                    .toArray();
            arguments.add(given);
            handles.add(loaded.step(network, step)
                    .asSpreader(Object[].class, given.length)
                    .asType(MethodType.methodType(void.class, Object[].class)));
        }
    }

    /** The median of each method's times in seconds, once the JVM has compiled them. */
    public double[] medians(double seconds) {
        double[] best = medians(times(seconds));
        for (int round = 0; round < 8; round++) {
            double[] now = medians(times(seconds));
            if (Arrays.stream(now).sum() > 0.97 * Arrays.stream(best).sum()) {
                return now;
            }
            best = now;
        }
        return best;
    }

    private static double[] medians(List<long[]> rounds) {
        double[] medians = new double[rounds.get(0).length];
        for (int i = 0; i < medians.length; i++) {
            int step = i;
            long[] sorted =
                    rounds.stream().mapToLong(round -> round[step]).sorted().toArray();
            medians[i] = Math.max(1, sorted[sorted.length / 2]) / 1e9; // some clocks are coarse
        }
        return medians;
    }

    private List<long[]> times(double seconds) {
        List<long[]> rounds = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            rounds.add(round());
        } while (System.nanoTime() < end && rounds.size() < MOST_ROUNDS);
        return rounds;
    }

    private long[] round() {
        long[] nanos = new long[handles.size()];
        long start = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            call(handles.get(i), arguments.get(i));
            long now = System.nanoTime();
            nanos[i] = now - start;
            start = now;
        }
        return nanos;
    }

    private static void call(MethodHandle handle, Object[] given) {
        try {
            handle.invokeExact(given);
        } catch (RuntimeException | Error ours) {
            throw ours;
        } catch (Throwable impossible) { // generated methods declare none
            throw new IllegalStateException(impossible);
        }
    }
}
