/** The graph of a model: resolving names, inferring shapes, differentiating. */
package dev.lamina.compiler.graph;
