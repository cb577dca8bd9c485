package dev.lamina.compiler.emit;

import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.KernelArgument;
import java.util.List;
import java.util.Optional;

/**
 * A call of a kernel.
 *
 * @param variables the variables to declare before the call. Each holds the first index of a value; an earlier call of the method may have
 *     declared it already
 * @param kernel the name of the kernel's method
 * @param ofRuntime what to call in its place, if the runtime has a method that computes the same
 * @param arrays the arguments that are arrays, in order
 * @param scratch whether the array of scratch memory is an argument
 * @param random whether the seed and the training step are arguments
 * @param numbers the arguments that are floats
 * @param sizes the call sizes that are arguments
 * @param sharing how threads share it
 * @param derived whether it computes something from the parameters alone, which later calls with the same parameters find in memory
 * @param barrier which threads have to meet before it
 */
record KernelCall(
        List<Variable> variables,
        String kernel,
        Optional<RuntimeKernel> ofRuntime,
        List<ArrayArgument> arrays,
        boolean scratch,
        boolean random,
        List<KernelArgument> numbers,
        List<Symbol> sizes,
        Sharing sharing,
        boolean derived,
        Barrier barrier) {
    KernelCall {
        variables = List.copyOf(variables);
        arrays = List.copyOf(arrays);
        numbers = List.copyOf(numbers);
        sizes = List.copyOf(sizes);
    }

    /** How threads share a kernel. */
    enum Sharing {
        /** One thread computes it. */
        NONE,
        /** Each thread computes some of the samples. */
        SAMPLES,
        /** Each thread computes some of the samples; if there are too few of them, a range of an axis of every sample. */
        WITHIN_SAMPLES,
        /** Each thread computes a range of an axis of what exists once. */
        RANGES
    }

    /** When threads have to meet before a kernel. */
    enum Barrier {
        NONE,
        /** When they work on the same samples. */
        WITHIN_SAMPLES,
        ALWAYS
    }

    KernelCall withBarrier(Barrier other) {
        return new KernelCall(
                variables, kernel, ofRuntime, arrays, scratch, random, numbers, sizes, sharing, derived, other);
    }

    KernelCall withVariables(List<Variable> declared, List<ArrayArgument> others) {
        return new KernelCall(
                declared, kernel, ofRuntime, others, scratch, random, numbers, sizes, sharing, derived, barrier);
    }

    /**
     * A variable that holds the first index of a value in an array.
     *
     * @param role what the kernel calls the array
     */
    record Variable(String name, String role, Offset offset) {}

    /**
     * An array and the first index of a value in it.
     *
     * @param start the name of a variable, or 0
     */
    record ArrayArgument(String array, String start) {}
}
