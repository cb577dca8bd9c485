package dev.lamina.compiler.layer;

import java.util.List;

/**
 * A parameter of a layer.
 *
 * @param name as PyTorch names it within the layer: {@code weight}
 * @param sizes its axes in PyTorch's order
 * @param type its axes as the layer's operations count them: those of PyTorch, or some of them split
 * @param layout where its elements lie in the flat array, from its own start on
 * @param initial its first values
 */
public record Parameter(String name, List<Integer> sizes, TensorType type, Layout layout, Initial initial) {
    public Parameter {
        sizes = List.copyOf(sizes);
    }

    /** First values: uniform in ±bound. */
    public record Initial(double bound) {
        /** PyTorch's default for products: U(±1/√inputs), inputs being how many products a sum has. */
        public static Initial uniform(long inputs) {
            return new Initial(1 / Math.sqrt((double) inputs));
        }
    }

    /** A parameter with one number for each lane of a value: a bias. */
    static Parameter bias(int units, Initial initial) {
        TensorType type = TensorType.shared(List.of(units));
        return new Parameter("bias", List.of(units), type, Layout.lanesLast(type, Border.NONE, true), initial);
    }

    public long size() {
        return type.size();
    }
}
