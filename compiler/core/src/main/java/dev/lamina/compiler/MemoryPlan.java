package dev.lamina.compiler;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Owner;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parts of a workspace for one sample, with the values that lie in them and the steps that need them.
 *
 * @param allocations the parts of the workspace
 * @param steps the operations, in the order in which they run
 * @param peak the bytes of the whole workspace
 */
public record MemoryPlan(List<Allocation> allocations, List<Step> steps, long peak) {
    public MemoryPlan {
        allocations = List.copyOf(allocations);
        steps = List.copyOf(steps);
    }

    /**
     * One operation of the forward or of the backward direction.
     *
     * @param label the layer that it belongs to
     * @param text its result and the name of the operation
     */
    public record Step(String label, boolean backward, String text) {}

    /**
     * A part of the workspace. Several values may take the same part, at different times.
     *
     * @param values the names of the values that lie in it
     * @param label the layer that the first of them belongs to
     * @param at the index of its first byte
     * @param bytes its length in bytes
     * @param from the first step that needs it
     * @param to the last step that needs it
     * @param shared whether all samples share it; else each sample has its own
     */
    public record Allocation(String values, String label, long at, long bytes, int from, int to, boolean shared) {}

    static MemoryPlan of(Program program) {
        Graph graph = program.graph();
        List<Step> steps = graph.nodes().stream()
                .filter(node -> node.phase() == Phase.FORWARD || node.phase() == Phase.BACKWARD)
                .map(MemoryPlan::step)
                .toList();
        long fixed = 4L * program.peak().fixedFloats();
        Map<Region, List<Value>> places =
                graph.regions().keySet().stream().collect(Collectors.groupingBy(graph.regions()::get));
        List<Allocation> allocations = new ArrayList<>();
        Set<String> labels = graph.nodes().stream()
                .flatMap(node -> node.owners().stream())
                .map(Owner::label)
                .collect(Collectors.toSet());
        places.forEach(
                (region, values) -> allocations.add(allocation(region, values, labels, fixed, steps.size() - 1)));
        allocations.sort(Comparator.comparingInt(Allocation::from).thenComparingLong(Allocation::at));
        return new MemoryPlan(allocations, steps, fixed + 4L * program.peak().sampleFloats());
    }

    private static Step step(Node node) {
        return new Step(
                node.owner().label(),
                node.phase() == Phase.BACKWARD,
                node.result() + ": " + node.operation().name());
    }

    /** @param fixed the bytes that all samples share; they come first in the workspace */
    private static Allocation allocation(
            Region region, List<Value> values, Set<String> labels, long fixed, int lastStep) {
        List<String> names = values.stream()
                .sorted(Comparator.comparingInt(Value::number))
                .map(Value::name)
                .toList();
        return new Allocation(
                String.join(", ", names),
                label(names.get(0), labels),
                (region.batched() ? fixed : 0) + 4L * region.offset(),
                4L * region.length(),
                region.from(),
                Math.min(region.to(), lastStep),
                !region.batched());
    }

    /** The label that the name of a value begins with; the longest, because labels are paths. */
    private static String label(String name, Set<String> labels) {
        return labels.stream()
                .filter(each -> name.equals(each) || name.startsWith(each + ".") || name.startsWith(each + "#"))
                .max(Comparator.comparingInt(String::length))
                .orElse(name);
    }

    /** The bytes that are in use during a step. */
    public long live(int step) {
        return allocations.stream()
                .filter(each -> each.from() <= step && step <= each.to())
                .mapToLong(Allocation::bytes)
                .sum();
    }

    /** The first step of the backward direction; the number of steps if there is none. */
    public int firstBackward() {
        return (int) steps.stream().takeWhile(step -> !step.backward()).count();
    }
}
