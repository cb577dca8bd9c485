package dev.lamina.compiler.emit;

import com.palantir.javapoet.ParameterSpec;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.lower.Launch;
import java.util.List;

/**
 * A method of the generated class that computes one layer in one direction.
 *
 * @param layer the label of the layer
 * @param direction {@code predict}, {@code forward} or {@code backward}
 * @param comment the lines of the model file that it computes
 * @param arguments the arguments of the method
 * @param calls the kernels that it calls
 * @param work the nodes that these kernels compute
 */
public record LayerMethod(
        String name,
        String layer,
        String direction,
        List<String> comment,
        List<ParameterSpec> arguments,
        List<KernelCall> calls,
        Work work) {
    public LayerMethod {
        comment = List.copyOf(comment);
        arguments = List.copyOf(arguments);
        calls = List.copyOf(calls);
    }

    /** The nodes of a graph that a method computes, each with its kernel. */
    public record Work(Graph graph, List<Launch> launches) {
        public Work {
            launches = List.copyOf(launches);
        }
    }

    /** The names of its arguments. */
    public List<String> argumentNames() {
        return arguments.stream().map(ParameterSpec::name).toList();
    }
}
