package dev.lamina.cli.graph;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.op.Operation;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where values lie in the workspace and how long, in bytes for one sample: first what there is once, then the sample's.
 *
 * @param stretches which places are taken by what, during which steps
 * @param steps what runs, in order
 * @param peak the bytes of the whole workspace
 */
record MemoryPlan(List<Stretch> stretches, List<Step> steps, long peak) {
    MemoryPlan {
        stretches = List.copyOf(stretches);
        steps = List.copyOf(steps);
    }

    /** A call of a kernel. */
    record Step(String label, Phase phase, String text) {}

    /** A place with the values that take turns in it; {@code once} if it does not depend on the number of samples. */
    record Stretch(String values, String label, long at, long bytes, int from, int to, boolean once) {}

    static MemoryPlan of(Program program) {
        Graph graph = program.graph();
        List<Node> nodes = graph.nodes().stream()
                .filter(node -> node.phase() == Phase.FORWARD || node.phase() == Phase.BACKWARD)
                .toList();
        long fixed = 4L * program.peak().fixedFloats();
        Map<Region, List<Value>> places =
                graph.regions().keySet().stream().collect(Collectors.groupingBy(graph.regions()::get));
        List<Stretch> stretches = new ArrayList<>();
        places.forEach((region, values) -> {
            List<String> names = values.stream()
                    .sorted(Comparator.comparingInt(Value::number))
                    .map(Value::name)
                    .toList();
            stretches.add(new Stretch(
                    String.join(", ", names),
                    names.get(0).split("\\.", 2)[0],
                    (region.batched() ? fixed : 0) + 4L * region.offset(),
                    4L * region.length(),
                    region.from(),
                    Math.min(region.to(), nodes.size() - 1),
                    !region.batched()));
        });
        stretches.sort(Comparator.comparingInt(Stretch::from).thenComparingLong(Stretch::at));
        List<Step> steps = nodes.stream()
                .map(node -> new Step(node.owner().label(), node.phase(), node.result() + ": " + operation(node)))
                .toList();
        return new MemoryPlan(stretches, steps, fixed + 4L * program.peak().sampleFloats());
    }

    private static String operation(Node node) {
        Operation operation = node.operation();
        return operation.name();
    }

    /** How many bytes hold something that is still needed during a step. */
    long live(int step) {
        return stretches.stream()
                .filter(each -> each.from() <= step && step <= each.to())
                .mapToLong(Stretch::bytes)
                .sum();
    }

    /** The first step of the backward direction, or the number of steps. */
    int firstBackward() {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).phase() == Phase.BACKWARD) {
                return i;
            }
        }
        return steps.size();
    }
}
