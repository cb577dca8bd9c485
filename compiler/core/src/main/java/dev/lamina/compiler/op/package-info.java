/** Operations: what nodes of the graph compute. Those of particular layers are beside the layers. */
package dev.lamina.compiler.op;
