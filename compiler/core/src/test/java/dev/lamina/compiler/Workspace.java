package dev.lamina.compiler;

import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.tensor.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The workspace of a program as its memory plan has it, for a run in double precision. A kernel sees each region as an array of its own;
 * values at one place share that array, as a result does that is computed in place.
 */
final class Workspace {
    private final Program program;
    private final int batch;
    private final double[] memory;

    Workspace(Program program, int batch) {
        this.program = program;
        this.batch = batch;
        memory =
                new double[program.peak().fixedFloats() + batch * program.peak().sampleFloats()];
        Arrays.fill(memory, Double.NaN);
    }

    private record Place(int from, int length) {}

    /** Gives the kernel of a launch what the workspace holds. */
    void load(Launch launch, Map<Buffer, double[]> arrays) {
        Map<Place, double[]> loaded = new HashMap<>();
        for (int i = 0; i < launch.values().size(); i++) {
            Value value = launch.values().get(i);
            if (program.graph().regions().containsKey(value)) {
                Place place = place(value);
                double[] array = loaded.computeIfAbsent(
                        place, at -> Arrays.copyOfRange(memory, at.from(), at.from() + at.length()));
                arrays.put(launch.kernel().buffers().get(i), array);
            }
        }
    }

    /** Takes over what the kernel has written; {@code seen} are the arrays in which a test looks for values. */
    void save(Launch launch, Map<Buffer, double[]> arrays, Function<Value, double[]> seen) {
        for (int i : IntStream.range(0, launch.values().size()).toArray()) {
            Value value = launch.values().get(i);
            if (launch.node().writes().contains(value)
                    && program.graph().regions().containsKey(value)) {
                double[] array = arrays.getOrDefault(launch.kernel().buffers().get(i), new double[0]);
                System.arraycopy(array, 0, memory, place(value).from(), array.length);
                System.arraycopy(array, 0, seen.apply(value), 0, seen.apply(value).length);
            }
        }
    }

    private Place place(Value value) {
        Region region = program.graph().regions().getOrDefault(value, new Region(false, 0, 0, 0, 0));
        return region.batched()
                ? new Place(program.peak().fixedFloats() + batch * region.offset(), batch * region.length())
                : new Place(region.offset(), region.length());
    }
}
