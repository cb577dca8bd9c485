package dev.lamina.compiler.emit;

import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.runtime.Architecture;
import java.util.List;

/**
 * The parameters of a model.
 *
 * @param architecture the facts by which a network recognises weights of another model
 * @param views the tensors, in order
 */
record ParametersPlan(Architecture architecture, List<View> views) {
    ParametersPlan {
        views = List.copyOf(views);
    }

    /**
     * A tensor in the flat array of all parameters. In memory, each axis of the tensor is split into one or more axes.
     *
     * @param sizes the sizes of its axes, in the order of PyTorch
     * @param offset the index of its first element
     * @param extents for each axis, the sizes of the axes in memory
     * @param strides for each axis, the strides of the axes in memory
     * @param gates the number of equal parts of the first axis that lie apart in memory, one for each gate
     * @param gateStride the distance between two of these parts
     * @param initial its initial values
     * @param role whether it is trained
     */
    record View(
            String name,
            List<Integer> sizes,
            int offset,
            List<List<Integer>> extents,
            List<List<Integer>> strides,
            int gates,
            int gateStride,
            Parameter.Initial initial,
            Parameter.Role role) {
        View {
            sizes = List.copyOf(sizes);
            extents = List.copyOf(extents);
            strides = List.copyOf(strides);
        }
    }
}
