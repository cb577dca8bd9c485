package dev.lamina.compiler.emit;

import java.util.ArrayList;
import java.util.List;

/**
 * A prediction, or the forward or the backward pass of training.
 *
 * @param calls the calls of the methods of its layers, in order
 * @param sections methods that make some of the calls each, in order; empty if one method makes all
 * @param work its estimated work
 * @param block how many samples go through all calls together; 0 if all do
 */
record Direction(List<LayerCall> calls, List<Section> sections, Workload work, int block) {
    /** The most bytes of bytecode that the calls of one method take. HotSpot compiles methods of up to 8,000 bytes. */
    private static final int MOST_BYTES = 5000;

    Direction {
        calls = List.copyOf(calls);
        sections = List.copyOf(sections);
    }

    /** @param name the name of the method that runs the direction */
    static Direction of(List<LayerCall> calls, Workload work, String name, TakenNames names) {
        List<List<LayerCall>> parts = new ArrayList<>();
        int bytes = MOST_BYTES;
        for (LayerCall call : calls) {
            if (bytes + call.bytes() > MOST_BYTES) {
                parts.add(new ArrayList<>());
                bytes = 0;
            }
            parts.get(parts.size() - 1).add(call);
            bytes += call.bytes();
        }
        List<Section> sections = parts.size() <= 1
                ? List.of()
                : parts.stream()
                        .map(part -> new Section(names.newMethod(name), part))
                        .toList();
        return new Direction(calls, sections, work, 0);
    }

    /** The same, for so many samples at a time. */
    Direction inBlocks(int samples) {
        return new Direction(calls, sections, work, samples);
    }

    /** A method that makes some of the calls. */
    record Section(String name, List<LayerCall> calls) {
        Section {
            calls = List.copyOf(calls);
        }
    }
}
