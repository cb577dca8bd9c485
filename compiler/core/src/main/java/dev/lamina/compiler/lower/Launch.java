package dev.lamina.compiler.lower;

import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/** One call of a kernel, with the values that are passed as its buffers, in their order. */
public record Launch(Kernel kernel, List<Value> values, Node node) {
    public Launch {
        values = List.copyOf(values);
    }
}
