/** The graph of a model: operations on named values; differentiation, verifier and printer. */
package dev.lamina.compiler.graph;
