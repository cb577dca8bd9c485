package dev.lamina.compiler.graph;

import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks a memory plan by following what the workspace holds from node to node: every value that a node reads must be there as it was
 * written. It knows nothing of the lifetimes by which the plan was made.
 */
final class MemoryVerifier {
    /** Reports what is wrong unless {@code holds}. */
    interface Check {
        void that(boolean holds, String what);
    }

    private final Graph graph;
    private final Check check;
    private final Map<Boolean, Cells> memory = new HashMap<>();

    private MemoryVerifier(Graph graph, Check check) {
        this.graph = graph;
        this.check = check;
        for (boolean batched : new boolean[] {true, false}) {
            memory.put(batched, Cells.of(graph, batched));
        }
    }

    static void verify(Graph graph, Check check) {
        MemoryVerifier verifier = new MemoryVerifier(graph, check);
        for (Node node : graph.nodes()) {
            verifier.node(node);
        }
        for (Value value : graph.bindings().keySet()) {
            if (graph.is(value, Binding.Kind.KEPT)) {
                verifier.read("the end", value);
            }
        }
    }

    private void node(Node node) {
        for (Value value : node.reads()) {
            read(node.toString(), value);
        }
        for (Value value : node.writes()) {
            check.that(
                    isOutside(value)
                            || region(value).length() >= graph.layout(value).length(),
                    value + " has too little memory");
            for (Value other : node.reads()) {
                check.that(
                        !overlap(value, other) || isInPlace(node, value, other),
                        node + " writes " + value + " over its operand " + other);
            }
            for (Value other : node.writes()) {
                check.that(
                        value.equals(other) || !overlap(value, other),
                        node + " writes " + value + " and " + other + " to the same memory");
            }
        }
        for (Value value : node.writes()) {
            if (!isOutside(value)) {
                Region region = region(value);
                cells(region).hold(region, value);
            }
        }
    }

    private void read(String reader, Value value) {
        if (isOutside(value)) {
            return;
        }
        Region region = region(value);
        for (@Nullable Value held : cells(region).held(region)) {
            check.that(
                    value.equals(held),
                    reader + " reads " + value + " where the memory holds " + (held == null ? "nothing" : held));
        }
    }

    /**
     * Whether the operation may write {@code result} over {@code operand}: it declares that it reads each of its elements before it writes
     * the one at the same index, and no fused function reads them later.
     */
    private boolean isInPlace(Node node, Value result, Value operand) {
        boolean declared = node.operation()
                .inPlaceOf()
                .filter(name -> node.operand(name).equals(operand))
                .isPresent();
        Stream<Value> later = node.fused().stream().flatMap(fused -> fused.others().stream());
        return declared
                && result.equals(node.result())
                && region(result).offset() == region(operand).offset()
                && graph.layout(result).equals(graph.layout(operand))
                && later.noneMatch(operand::equals);
    }

    private boolean overlap(Value one, Value other) {
        if (isOutside(one) || isOutside(other)) {
            return false;
        }
        Region a = region(one);
        Region b = region(other);
        return a.batched() == b.batched()
                && a.offset() < b.offset() + b.length()
                && b.offset() < a.offset() + a.length();
    }

    /** Whether the value lies in an array of its own outside the workspace. */
    private boolean isOutside(Value value) {
        return graph.bindings().containsKey(value) && !graph.is(value, Binding.Kind.KEPT);
    }

    private Region region(Value value) {
        return Objects.requireNonNull(graph.regions().get(value), () -> value + " has no place");
    }

    private Cells cells(Region region) {
        return Objects.requireNonNull(memory.get(region.batched()));
    }

    /**
     * The memory, cut at every offset where a region begins or ends.
     *
     * @param bounds where each cell begins, in ascending order
     * @param values the value that each cell holds
     */
    private record Cells(int[] bounds, @Nullable Value[] values) {
        static Cells of(Graph graph, boolean batched) {
            int[] bounds = graph.regions().values().stream()
                    .filter(region -> region.batched() == batched)
                    .flatMap(region -> Stream.of(region.offset(), region.offset() + region.length()))
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .distinct()
                    .toArray();
            return new Cells(bounds, new Value[bounds.length]);
        }

        void hold(Region region, Value value) {
            Arrays.fill(values, cell(region.offset()), cell(region.offset() + region.length()), value);
        }

        List<@Nullable Value> held(Region region) {
            return new ArrayList<>(
                    Arrays.asList(values).subList(cell(region.offset()), cell(region.offset() + region.length())));
        }

        private int cell(int offset) {
            return Arrays.binarySearch(bounds, offset);
        }
    }
}
