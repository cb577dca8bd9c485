/** Operations: what the nodes of the graph compute. An operation that only one layer uses is in the package of that layer. */
package dev.lamina.compiler.op;
