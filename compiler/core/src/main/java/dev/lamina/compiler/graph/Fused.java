package dev.lamina.compiler.graph;

import dev.lamina.compiler.layer.Pointwise;
import dev.lamina.compiler.layer.Value;
import java.util.List;

/** A pointwise function applied to each element of a node before it is stored; {@code others} are its further operands. */
public record Fused(Pointwise function, List<Value> others) {
    public Fused {
        others = List.copyOf(others);
    }
}
