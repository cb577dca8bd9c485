package dev.lamina.compiler.emit;

import java.util.ArrayList;
import java.util.List;

/**
 * A prediction, or the forward or the backward pass of training.
 *
 * @param methods the methods of its layers, in the order of their calls
 * @param sections methods that call some of them each, in order; empty if one method calls all
 * @param work its estimated work
 */
record Direction(List<LayerMethod> methods, List<Section> sections, Workload work) {
    /** The most methods that one method calls. A call takes up to 20 bytes of bytecode, and HotSpot compiles 8,000. */
    private static final int MOST_CALLS = 250;

    Direction {
        methods = List.copyOf(methods);
        sections = List.copyOf(sections);
    }

    /** @param name the name of the method that runs the direction */
    static Direction of(List<LayerMethod> methods, Workload work, String name, TakenNames names) {
        List<Section> sections = new ArrayList<>();
        if (methods.size() > MOST_CALLS) {
            for (int from = 0; from < methods.size(); from += MOST_CALLS) {
                int to = Math.min(methods.size(), from + MOST_CALLS);
                sections.add(new Section(names.newMethod(name), methods.subList(from, to)));
            }
        }
        return new Direction(methods, sections, work);
    }

    /** A method that calls some of the methods of the layers. */
    record Section(String name, List<LayerMethod> methods) {
        Section {
            methods = List.copyOf(methods);
        }
    }
}
