package dev.lamina.compiler.pass;

import dev.lamina.compiler.graph.Graph;

/** A named rewrite of a graph. The new graph computes the same numbers, bit for bit. */
interface Pass {
    /** Its name, for {@code --dump-after}. */
    String name();

    /** Returns the rewritten graph, and reports to {@code log} what was done, and what was refused and why. */
    Graph apply(Graph graph, Explanations log);
}
