/** From the graph to kernels: one for each operation, shared by nodes that compute the same. */
package dev.lamina.compiler.lower;
