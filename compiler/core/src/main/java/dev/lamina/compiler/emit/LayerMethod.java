package dev.lamina.compiler.emit;

import com.palantir.javapoet.ParameterSpec;
import java.util.List;

/**
 * A method of the generated class that computes a layer in one direction, or several layers that do the same with other values.
 *
 * @param comment the lines of the model file that it computes
 * @param indices its first arguments: the first indices of those values that lie elsewhere in each call
 * @param derived the declarations of variables that it computes from these
 * @param arguments its other arguments
 * @param calls the kernels that it calls
 */
record LayerMethod(
        String name,
        List<String> comment,
        List<String> indices,
        List<String> derived,
        List<ParameterSpec> arguments,
        List<KernelCall> calls) {
    LayerMethod {
        comment = List.copyOf(comment);
        indices = List.copyOf(indices);
        derived = List.copyOf(derived);
        arguments = List.copyOf(arguments);
        calls = List.copyOf(calls);
    }
}
