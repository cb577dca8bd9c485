package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;

/** A named rewrite of a graph that leaves what it computes as it is, bit for bit. */
public interface Pass {
    /** As {@code --dump-after} names it. */
    String name();

    /** The graph rewritten; {@code log} is told of everything done, or refused with the reason. */
    Graph apply(Graph graph, Explanations log);
}
