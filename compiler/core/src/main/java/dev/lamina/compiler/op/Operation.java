package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TimeAxis;
import java.util.List;
import java.util.Optional;

/**
 * What a node of the graph computes: its operands by name, its type rule, its loops, and what passes may do with it. Layers define
 * their own beside their formulas.
 */
public interface Operation {
    /** The name of the operation, as dumps and explanations print it: {@code conv}, {@code gradient of weight}. */
    String name();

    /** The names of its operands, in the order in which a node lists them. All other code gets an operand by its name. */
    List<String> operands();

    /** The type of the result for operands of these types. */
    TensorType type(Operands<TensorType> operands);

    /** The further results: values that its gradient needs, and memory that it works in. */
    default List<ExtraResult> extras(Operands<TensorType> operands) {
        return List.of();
    }

    /**
     * The steps that its loops run over, and its sizes count. Empty for those of the result, or if that has none, of the first operand that
     * has steps; so an operation says them whose operands have several numbers of steps, or that counts steps of which it has no operand.
     */
    default Optional<TimeAxis> steps(Operands<TensorType> operands) {
        return Optional.empty();
    }

    /** The loops that compute it. */
    Statement lower(Lowering lowering);

    /** The halo of zeros that an operand needs in memory. */
    default Halo halo(String operand, Operands<TensorType> operands) {
        return Halo.NONE;
    }

    /** The layout of the result, with the {@code halo} that its readers need. */
    default Layout layout(Operands<TensorType> operands, Halo halo) {
        return Layout.lanesLast(type(operands), halo, true);
    }

    /** Whether it also writes the padding lanes. It then writes zeros there, provided that its operands have zeros there. */
    default boolean fillsPadding() {
        return true;
    }

    /** The number of multiply-adds for one sample, for reports. */
    default long multiplyAdds(Operands<TensorType> operands) {
        return 0;
    }

    /** How often a call reads its operands that have no batch axis, for reports: a recurrence reads its weight at each step. */
    default int weightPasses(Operands<TensorType> operands) {
        return 1;
    }

    /** The float arguments of its kernel. */
    default List<KernelArgument> arguments() {
        return List.of();
    }

    /** Whether it draws random numbers. */
    default boolean random() {
        return false;
    }

    /** Capability: as which kind of operation it takes fused pointwise functions. */
    default Epilogue epilogue() {
        return Epilogue.NONE;
    }

    /**
     * Capability: the operand whose memory the result may take, if no later node reads that operand. The operation promises to read each
     * element of that operand before it writes the element of the result at the same index.
     */
    default Optional<String> inPlaceOf() {
        return Optional.empty();
    }

    /** Capability: the operand that the result is a copy of. If both have the same layout, readers can read the operand instead. */
    default Optional<String> copyOf() {
        return Optional.empty();
    }

    /**
     * Capability: the gradient operation of a maximum, that is, of an operation whose every element is the largest of some elements of its
     * operand {@code x}. The gradient operation has the operands {@code dy}, {@code x} and {@code y}, and gives dy to an element of x that
     * equals y. A pass may move a monotone function from before a maximum to behind it.
     */
    default Optional<Operation> maximumGradient() {
        return Optional.empty();
    }

    /**
     * Capability: one operation that replaces {@code producer} and this operation, where {@code producer} computes the operand of this
     * name. It computes the same bits without storing the value between the two. Its operands keep the names that they have in the two
     * operations.
     */
    default Optional<Operation> mergedWith(Operation producer, String operand) {
        return Optional.empty();
    }
}
