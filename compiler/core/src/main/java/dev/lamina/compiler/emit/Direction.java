package dev.lamina.compiler.emit;

import java.util.List;

/**
 * A prediction, or the forward or the backward pass of training.
 *
 * @param methods the methods of its layers, in the order of their calls
 * @param work its estimated work
 */
record Direction(List<LayerMethod> methods, Workload work) {
    Direction {
        methods = List.copyOf(methods);
    }
}
