package dev.lamina.compiler.tensor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A parameter of a layer.
 *
 * @param name its name within the layer, as PyTorch has it: {@code weight}
 * @param sizes its axes in PyTorch's order
 * @param type its axes as the layer's operations see them: PyTorch's, of which some may be split
 * @param layout the places of its elements, counted from its start in the array of all parameters
 * @param gates how many equal parts of the first axis have padding between them, as the gates of a recurrent layer have; else 1
 * @param initial its first values
 */
public record Parameter(String name, List<Integer> sizes, TensorType type, Layout layout, int gates, Initial initial) {
    public Parameter {
        sizes = List.copyOf(sizes);
    }

    public Parameter(String name, List<Integer> sizes, TensorType type, Layout layout, Initial initial) {
        this(name, sizes, type, layout, 1, initial);
    }

    /** {@code by} is added to the initial values of the elements from {@code from} on, below {@code to}. */
    public record Shift(double by, int from, int to) {}

    /**
     * The distribution of the initial values.
     *
     * @param rule the factory method of the runtime's {@code Initializer}
     * @param scale the bound of a uniform distribution, the standard deviation of a normal one
     * @param shift what is added to some of the values, if anything
     */
    public record Initial(String rule, double scale, Optional<Shift> shift) {
        /** PyTorch's default for embedding tables: N(0, 1). */
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

        /** PyTorch's default for the weights of products: uniform in ±1/√{@code inputs}, where {@code inputs} is the fan-in. */
        public static Initial uniform(long inputs) {
            return new Initial("uniform", 1 / Math.sqrt((double) inputs), Optional.empty());
        }
    }

    /** A bias of so many units. */
    public static Parameter bias(int units, Initial initial) {
        TensorType type = TensorType.shared(List.of(units));
        return new Parameter("bias", List.of(units), type, Layout.lanesLast(type, Halo.NONE, true), initial);
    }

    /** How many numbers are trained, without padding. */
    public long size() {
        return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
