package dev.lamina.compiler.emit;

import com.palantir.javapoet.ParameterSpec;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.lower.Launch;
import java.util.List;

/**
 * A call of the method that computes one layer in one direction.
 *
 * @param layer the label of the layer
 * @param direction {@code predict}, {@code forward} or {@code backward}
 * @param indices the values of the method's first arguments
 * @param before the barrier before the call. A method has the barrier itself if all its calls need the same one
 * @param named whether a comment says which layer it is, because the method computes others too
 * @param work the nodes that its kernels compute
 */
public record LayerCall(
        String layer,
        String direction,
        LayerMethod method,
        List<Offset> indices,
        KernelCall.Barrier before,
        boolean named,
        Work work) {
    /** The bytecode of a call without indices, and what each index adds to it. */
    private static final int CALL = 20;

    private static final int INDEX = 12;

    public LayerCall {
        indices = List.copyOf(indices);
    }

    /** The nodes of a graph that a call computes, each with its kernel. */
    public record Work(Graph graph, List<Launch> launches) {
        public Work {
            launches = List.copyOf(launches);
        }
    }

    /** The name of the method. */
    public String methodName() {
        return method.name();
    }

    /** The names of the method's arguments behind the indices. */
    public List<String> argumentNames() {
        return method.arguments().stream().map(ParameterSpec::name).toList();
    }

    /** The most bytes of bytecode that the call takes. */
    int bytes() {
        return CALL + INDEX * indices.size();
    }
}
