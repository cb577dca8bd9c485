/** Lowers graphs to kernels. Nodes that compute the same share one kernel. */
package dev.lamina.compiler.lower;
