package dev.lamina.compiler.graph;

import dev.lamina.compiler.op.Pointwise;
import dev.lamina.compiler.tensor.Value;
import java.util.List;

/**
 * A pointwise function applied to each element of a node before it is stored.
 *
 * @param others its further operands
 * @param owner what it belonged to as a node of its own
 */
public record Fused(Pointwise function, List<Value> others, Owner owner) {
    public Fused {
        others = List.copyOf(others);
    }
}
