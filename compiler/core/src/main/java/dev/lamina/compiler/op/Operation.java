package dev.lamina.compiler.op;

import dev.lamina.compiler.ir.Statement;
import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/** What a node of the graph computes: its type rule and its loops. Layers define their own beside their formulas. */
public interface Operation {
    /** The operation in a few words, as dumps and explanations print it: {@code conv}, {@code gradient of weight}. */
    String name();

    /** The type of the result for operands of these types. */
    TensorType type(List<TensorType> operands);

    /** Further results, if it has any. */
    default List<ExtraResult> extras(List<TensorType> operands) {
        return List.of();
    }

    /** The loops that compute it. */
    Statement lower(Lowering lowering);

    /** What a pass may do with it. */
    default Role role() {
        return Role.OTHER;
    }

    /** The zeros that operand {@code operand} must have around it. */
    default Halo border(int operand, List<TensorType> operands) {
        return Halo.NONE;
    }

    /** Where the result lies if the operation has a say in it; the usual place otherwise. */
    default Layout layout(List<TensorType> operands, Halo border) {
        return Layout.lanesLast(type(operands), border, true);
    }

    /** Whether it also writes what lies between its elements in memory, with zeros if its operands have zeros there. */
    default boolean fillsPadding() {
        return true;
    }

    /** Products and sums of one sample, in pairs: what a report calls multiply-adds. */
    default long multiplyAdds(List<TensorType> operands) {
        return 0;
    }

    /** Float arguments of the kernel, which the caller computes. */
    default List<KernelArgument> arguments() {
        return List.of();
    }

    /** Whether it draws random numbers. */
    default boolean random() {
        return false;
    }

    /** Why no pointwise operation may be fused behind it; empty if one may: it stores each element of its result once. */
    default String refusal() {
        return "it does not store each element once";
    }

    /** Kinds of operations that passes tell apart. */
    enum Role {
        /** A register-tiled sum of products. */
        CONTRACTION,
        /** A pointwise function. */
        POINTWISE,
        /** A maximum over windows. */
        POOLING,
        /** The gradient of one. */
        POOLING_GRADIENT,
        OTHER
    }
}
