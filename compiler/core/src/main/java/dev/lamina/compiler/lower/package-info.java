/** Lowers each node of the graphs to a kernel. Nodes of one layer that compute the same function share a kernel. */
package dev.lamina.compiler.lower;
