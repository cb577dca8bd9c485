package dev.lamina.compiler.graph;

import java.util.List;

/**
 * The part of a model that a node belongs to: a layer, the input, the output, the loss or the parameters.
 *
 * @param label the name of that part
 * @param lines comments for the generated class: the line of the model file with its shapes. Lines of preceding layers that compute nothing
 *     come before it. May be empty
 */
public record Owner(String label, List<String> lines) {
    public Owner {
        lines = List.copyOf(lines);
    }

    /** An owner without comments. */
    static Owner of(String label) {
        return new Owner(label, List.of());
    }
}
