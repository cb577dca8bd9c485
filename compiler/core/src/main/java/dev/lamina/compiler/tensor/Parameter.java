package dev.lamina.compiler.tensor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A parameter of a layer.
 *
 * @param name as PyTorch names it within the layer: {@code weight}
 * @param sizes its axes in PyTorch's order
 * @param type its axes as the layer's operations count them: those of PyTorch, or some of them split
 * @param layout where its elements lie in the flat array, from its own start on
 * @param gates equal parts of the first axis that lie apart in memory: each gate of a recurrent layer has whole vectors; else 1
 * @param initial its first values
 */
public record Parameter(String name, List<Integer> sizes, TensorType type, Layout layout, int gates, Initial initial) {
    public Parameter {
        sizes = List.copyOf(sizes);
    }

    public Parameter(String name, List<Integer> sizes, TensorType type, Layout layout, Initial initial) {
        this(name, sizes, type, layout, 1, initial);
    }

    /** What is added to the first values of elements {@code from} to below {@code to}. */
    public record Shift(double by, int from, int to) {}

    /**
     * First values.
     *
     * @param rule how they are distributed, as the runtime's initializer names it
     * @param scale the bound of uniform ones, the deviation of normal ones
     * @param shift what is added to some of them, if anything
     */
    public record Initial(String rule, double scale, Optional<Shift> shift) {
        /** PyTorch's default for tables: N(0, 1). */
        public static final Initial NORMAL = new Initial("normal", 1, Optional.empty());

        /** In words, for people. */
        public String text() {
            return rule.equals("normal")
                    ? String.format(Locale.ROOT, "normal, deviation %.3g", scale)
                    : String.format(Locale.ROOT, "uniform in ±%.3g", scale);
        }

        public Initial plus(Optional<Shift> more) {
            return new Initial(rule, scale, more);
        }

        /** PyTorch's default for products: U(±1/√inputs), inputs being how many products a sum has. */
        public static Initial uniform(long inputs) {
            return new Initial("uniform", 1 / Math.sqrt((double) inputs), Optional.empty());
        }
    }

    /** A parameter with one number for each lane of a value: a bias. */
    public static Parameter bias(int units, Initial initial) {
        TensorType type = TensorType.shared(List.of(units));
        return new Parameter("bias", List.of(units), type, Layout.lanesLast(type, Halo.NONE, true), initial);
    }

    /** How many numbers are trained: without the room between gates. */
    public long size() {
        return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
