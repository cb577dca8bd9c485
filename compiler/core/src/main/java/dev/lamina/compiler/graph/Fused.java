package dev.lamina.compiler.graph;

import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * A pointwise function that a pass has moved into another node. It is applied to each element of that node's result before the element is
 * stored.
 *
 * @param others its operands after the first, which is the element
 * @param owner the layer of the node that the function came from
 */
public record Fused(Pointwise function, List<Value> others, Owner owner) {
    public Fused {
        others = List.copyOf(others);
    }
}
