package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Peak;
import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.schedule.Schedule;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Assigns a region of the workspace to each value. Values whose lifetimes do not overlap can share memory. A pointwise result takes the
 * memory of its operand if no later node reads that. The largest slots are placed first, each at the lowest offset that is free.
 */
final class PlanBuffers implements Pass {
    private final boolean keepDerived;

    /** @param keepDerived whether what is derived from parameters alone, such as transposed weights, stays in memory for later calls */
    PlanBuffers(boolean keepDerived) {
        this.keepDerived = keepDerived;
    }

    @Override
    public String name() {
        return "plan-buffers";
    }

    /**
     * A range of memory, and the values that have it one after the other, each computed in place of the one before. The nodes {@code from}
     * to {@code to} need it.
     */
    private record Slot(List<Value> values, boolean batched, int length, int from, int to) {
        /** The same slot, with one more value, which is computed in place. */
        Slot then(Value value, int end) {
            List<Value> all = new ArrayList<>(values);
            all.add(value);
            return new Slot(all, batched, length, from, end);
        }

        boolean livesWith(Region region) {
            return from <= region.to() && region.from() <= to;
        }
    }

    @Override
    public Graph apply(Graph graph, Explanations log) {
        List<Slot> slots = slots(graph, log);
        slots.sort(Comparator.comparingInt(Slot::length)
                .reversed()
                .thenComparingInt(Slot::from)
                .thenComparing(slot -> slot.values().get(0).number()));
        Map<Value, Region> regions = new HashMap<>();
        List<Region> placed = new ArrayList<>();
        for (Slot slot : slots) {
            Region region = new Region(slot.batched(), lowest(slot, placed), slot.length(), slot.from(), slot.to());
            placed.add(region);
            slot.values().forEach(value -> regions.put(value, region));
        }
        explain(graph, regions, log);
        return graph.withRegions(regions);
    }

    private static int lowest(Slot slot, List<Region> placed) {
        List<Region> rivals = placed.stream()
                .filter(region -> region.batched() == slot.batched() && slot.livesWith(region))
                .sorted(Comparator.comparingInt(Region::offset))
                .toList();
        int offset = 0;
        for (Region rival : rivals) {
            if (offset + slot.length() <= rival.offset()) {
                break;
            }
            offset = Math.max(offset, Math.addExact(rival.offset(), rival.length()));
        }
        return offset;
    }

    private List<Slot> slots(Graph graph, Explanations log) {
        Map<Value, Integer> last = lastReads(graph);
        Map<Value, Slot> open = new LinkedHashMap<>();
        List<Slot> done = new ArrayList<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            Slot inPlace = inPlace(graph, node, open, i);
            for (Value value : node.writes()) {
                boolean outside = graph.bindings().containsKey(value) && !graph.is(value, Binding.Kind.KEPT);
                if (outside) {
                    continue;
                }
                int to = last.getOrDefault(value, i);
                int length = aligned(graph.layout(value).length());
                boolean kept = keepDerived && graph.isDerived(node);
                Slot slot = new Slot(
                        List.of(value),
                        value.type().batched(),
                        length,
                        kept ? 0 : i,
                        kept ? graph.nodes().size() : to);
                if (inPlace != null && value.equals(node.result())) {
                    log.applied(
                            this, value + " takes the place of " + before(node).orElseThrow());
                    done.remove(inPlace);
                    slot = inPlace.then(value, to);
                }
                done.add(slot);
                open.put(value, slot);
            }
        }
        return done;
    }

    /** The number of the last node that reads each value. For values that are kept to the end, it is the number behind the last node. */
    private static Map<Value, Integer> lastReads(Graph graph) {
        int end = graph.nodes().size();
        Map<Value, Integer> last = new HashMap<>();
        for (int i = 0; i < end; i++) {
            int now = i;
            graph.nodes().get(i).reads().forEach(value -> last.put(value, now));
        }
        graph.bindings().forEach((value, binding) -> {
            if (binding.kind() == Binding.Kind.KEPT) {
                last.put(value, end);
            }
        });
        return last;
    }

    private static @Nullable Slot inPlace(Graph graph, Node node, Map<Value, Slot> open, int now) {
        Optional<Value> before = before(node);
        if (before.isEmpty()) {
            return null;
        }
        Slot slot = open.get(before.get());
        boolean fits = slot != null
                && slot.to() == now
                && graph.layout(before.get()).equals(graph.layout(node.result()))
                && node.fused().stream().noneMatch(each -> each.others().contains(before.get()));
        return fits ? slot : null;
    }

    /** The operand whose memory the result may take. */
    private static Optional<Value> before(Node node) {
        return node.operation().inPlaceOf().map(node::operand);
    }

    private static int aligned(int floats) {
        return Math.multiplyExact(
                (Math.addExact(floats, Schedule.ALIGNMENT - 1)) / Schedule.ALIGNMENT, Schedule.ALIGNMENT);
    }

    private void explain(Graph graph, Map<Value, Region> regions, Explanations log) {
        regions.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Value, Region> each) ->
                                each.getValue().from())
                        .thenComparing(each -> each.getKey().number()))
                .forEach(each -> {
                    Region region = each.getValue();
                    log.plan("memory   " + graph.name() + ": " + each.getKey() + " at " + 4L * region.offset() + " .. "
                            + 4L * (region.offset() + region.length())
                            + (region.batched() ? " bytes a sample" : " bytes")
                            + ", steps " + region.from() + " .. " + region.to());
                });
        log.plan("memory   " + graph.name() + ": peak " + Peak.of(regions.values()));
    }
}
