/** Lowers graphs to kernels: one for each node, but shared by nodes that compute the same. */
package dev.lamina.compiler.lower;
