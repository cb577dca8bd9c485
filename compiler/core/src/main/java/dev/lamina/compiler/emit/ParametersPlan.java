package dev.lamina.compiler.emit;

import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.runtime.Architecture;
import java.util.List;

/**
 * The parameters of a model.
 *
 * @param count how many tensors there are
 * @param architecture what distinguishes the weights of this model from those of other models
 * @param methods the methods that declare the tensors
 */
record ParametersPlan(int count, Architecture architecture, List<DeclaringMethod> methods) {
    ParametersPlan {
        methods = List.copyOf(methods);
    }

    /**
     * A method that declares some tensors.
     *
     * @param first the number of the first of them
     */
    record DeclaringMethod(String name, int first, List<View> views) {
        DeclaringMethod {
            views = List.copyOf(views);
        }
    }

    /**
     * A tensor within the flat array of all parameters.
     *
     * @param sizes its axes as PyTorch has them
     * @param offset where its first element lies
     * @param extents for each of these axes the sizes of the axes in memory that it is made of
     * @param strides how far apart the elements along these axes in memory lie
     * @param gates equal parts of the first axis that lie apart
     * @param gateStride how far apart two gates lie
     * @param initial its first values
     */
    record View(
            String name,
            List<Integer> sizes,
            int offset,
            List<List<Integer>> extents,
            List<List<Integer>> strides,
            int gates,
            int gateStride,
            Parameter.Initial initial) {
        View {
            sizes = List.copyOf(sizes);
            extents = List.copyOf(extents);
            strides = List.copyOf(strides);
        }
    }
}
