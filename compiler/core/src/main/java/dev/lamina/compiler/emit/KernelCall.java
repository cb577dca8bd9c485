package dev.lamina.compiler.emit;

import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.KernelArgument;
import java.util.List;

/**
 * A call of a kernel.
 *
 * @param variables what is declared before the call: where its values lie, unless an earlier call of the method has declared it
 * @param kernel the name of the kernel's method
 * @param arrays the arrays that it works on, in the order of its arguments
 * @param scratch whether it is given the array of scratch memory
 * @param random whether it is given what random numbers depend on
 * @param numbers the floats that are computed for the call
 * @param sizes the sizes of a call that it is given
 */
record KernelCall(
        List<Variable> variables,
        String kernel,
        List<ArrayArgument> arrays,
        boolean scratch,
        boolean random,
        List<KernelArgument> numbers,
        List<Symbol> sizes) {
    KernelCall {
        variables = List.copyOf(variables);
        arrays = List.copyOf(arrays);
        numbers = List.copyOf(numbers);
        sizes = List.copyOf(sizes);
    }

    /** A local variable that says where in an array a value begins. */
    record Variable(String name, Offset offset) {}

    /**
     * An array and where in it a value begins.
     *
     * @param start a variable or 0
     */
    record ArrayArgument(String array, String start) {}
}
