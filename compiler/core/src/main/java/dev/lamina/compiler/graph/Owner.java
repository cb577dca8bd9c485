package dev.lamina.compiler.graph;

import java.util.List;

/**
 * What part of a model a node belongs to: a layer, the input, the loss.
 *
 * @param label its name
 * @param lines the line of the model file with its shapes, for the reader of the generated class, after those of layers before it that
 *     have nothing to compute; may be empty
 */
public record Owner(String label, List<String> lines) {
    public Owner {
        lines = List.copyOf(lines);
    }

    /** What no line of the model file says. */
    static Owner of(String label) {
        return new Owner(label, List.of());
    }
}
