package dev.lamina.compiler.lower;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * A call of a kernel.
 *
 * @param values the values that the call passes as the kernel's buffers, in the order of the buffers
 * @param node the node that the call computes
 */
public record Launch(Kernel kernel, List<Value> values, Node node) {
    public Launch {
        values = List.copyOf(values);
    }
}
