package dev.lamina.compiler.tensor;

import java.math.BigDecimal;
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
 * @param role who changes it
 */
public record Parameter(
        String name, List<Integer> sizes, TensorType type, Layout layout, int gates, Initial initial, Role role) {
    /** Who changes a parameter. */
    public enum Role {
        /** The optimizer, by its gradient. */
        TRAINED,
        /** The forward direction of training: a running statistic, which has no gradient. */
        STATISTIC,
        /** As a statistic. It is a whole number, and files hold it as such. */
        COUNT,
        /** Nobody: no loss depends on it, so it has no gradient. Weight decay does not shrink it either. */
        UNREACHED,
        /** Nobody: the train block freezes it. It has no gradient, and weight decay does not shrink it. */
        FROZEN
    }

    public Parameter {
        sizes = List.copyOf(sizes);
    }

    public Parameter(String name, List<Integer> sizes, TensorType type, Layout layout, int gates, Initial initial) {
        this(name, sizes, type, layout, gates, initial, Role.TRAINED);
    }

    public Parameter(String name, List<Integer> sizes, TensorType type, Layout layout, Initial initial) {
        this(name, sizes, type, layout, 1, initial);
    }

    /** The same parameter in another role. */
    public Parameter as(Role other) {
        return new Parameter(name, sizes, type, layout, gates, initial, other);
    }

    /** Its name and its sizes, for people: {@code weight[6, 1, 5, 5]}. */
    public String text() {
        return name + (sizes.isEmpty() ? "" : sizes);
    }

    public boolean isTrained() {
        return role == Role.TRAINED;
    }

    /** Whether the forward direction of training changes it. */
    public boolean isStatistic() {
        return role == Role.STATISTIC || role == Role.COUNT;
    }

    /** {@code by} is added to the initial values of the elements from {@code from} on, below {@code to}. */
    public record Shift(double by, int from, int to) {}

    /** The elements from {@code from} on, below {@code to}, begin at 0. */
    public record Zeros(int from, int to) {}

    /**
     * The distribution of the initial values.
     *
     * @param rule the factory method of the runtime's {@code Initializer}
     * @param scale the bound of a uniform distribution, the standard deviation of a normal one, the value of a constant
     * @param shift what is added to some of the values, if anything
     * @param zeros which values are 0 instead, if any
     */
    public record Initial(String rule, double scale, Optional<Shift> shift, Optional<Zeros> zeros) {
        /** PyTorch's default for embedding tables: N(0, 1). */
        public static final Initial NORMAL = new Initial("normal", 1, Optional.empty());

        public Initial(String rule, double scale, Optional<Shift> shift) {
            this(rule, scale, shift, Optional.empty());
        }

        /** The same value everywhere. */
        public static Initial constant(double value) {
            return new Initial("constant", value, Optional.empty());
        }

        /** In words, for people. */
        public String text() {
            return switch (rule) {
                case "normal" -> String.format(Locale.ROOT, "normal, deviation %.3g", scale);
                case "constant" ->
                    "at " + BigDecimal.valueOf(scale).stripTrailingZeros().toPlainString();
                default -> String.format(Locale.ROOT, "uniform in ±%.3g", scale);
            };
        }

        public Initial plus(Optional<Shift> more) {
            return new Initial(rule, scale, more, zeros);
        }

        /** The same, but with 0 for the elements from {@code from} on, below {@code to}. */
        public Initial withZeros(int from, int to) {
            return new Initial(rule, scale, shift, Optional.of(new Zeros(from, to)));
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

    /** How many numbers it has, without padding. */
    public long size() {
        return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
