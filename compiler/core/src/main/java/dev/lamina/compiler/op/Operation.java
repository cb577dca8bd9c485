package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * What a node of the graph computes: its operands by name, its type rule, its loops, and what passes may do with it. Layers define
 * their own beside their formulas.
 */
public interface Operation {
    /** The operation in a few words, as dumps and explanations print it: {@code conv}, {@code gradient of weight}. */
    String name();

    /** The names of its operands, in the order in which a node lists them. Everything else asks for them by name. */
    List<String> operands();

    /** The type of the result for operands of these types. */
    TensorType type(Operands<TensorType> operands);

    /** Further results, if it has any. */
    default List<ExtraResult> extras(Operands<TensorType> operands) {
        return List.of();
    }

    /** The loops that compute it. */
    Statement lower(Lowering lowering);

    /** The zeros that an operand must have around it. */
    default Halo halo(String operand, Operands<TensorType> operands) {
        return Halo.NONE;
    }

    /** The layout of the result: the usual one, unless the operation needs another. */
    default Layout layout(Operands<TensorType> operands, Halo halo) {
        return Layout.lanesLast(type(operands), halo, true);
    }

    /** Whether it also writes the padding lanes, with zeros if its operands have zeros there. */
    default boolean fillsPadding() {
        return true;
    }

    /** The multiply-adds for one sample, for reports. */
    default long multiplyAdds(Operands<TensorType> operands) {
        return 0;
    }

    /** The float arguments of its kernel. */
    default List<KernelArgument> arguments() {
        return List.of();
    }

    /** Whether it draws random numbers. */
    default boolean random() {
        return false;
    }

    /** Capability: which pointwise functions may be applied to its elements before they are stored. */
    default Epilogue epilogue() {
        return Epilogue.NONE;
    }

    /**
     * Capability: the operand whose memory the result may take, if nobody reads that operand later. Each element of it must be read
     * before the element of the result at the same place is written.
     */
    default Optional<String> inPlaceOf() {
        return Optional.empty();
    }

    /** Capability: the operand that the result is a copy of: it can be read instead where it lies the same way. */
    default Optional<String> copyOf() {
        return Optional.empty();
    }

    /**
     * Capability: if each element of the result is the largest of some elements of the operand {@code x}, the operation that computes
     * its gradient. That one has the operands {@code dy}, {@code x} and {@code y}, and gives dy to an element of x that equals y. A
     * monotone function may change places with such a maximum.
     */
    default Optional<Operation> maximumGradient() {
        return Optional.empty();
    }

    /**
     * Capability: one operation that computes the same as this one, bit for bit, without the value between the two, where
     * {@code producer} computes the operand of this name. Its operands have the names that they have in the two.
     */
    default Optional<Operation> mergedWith(Operation producer, String operand) {
        return Optional.empty();
    }
}
