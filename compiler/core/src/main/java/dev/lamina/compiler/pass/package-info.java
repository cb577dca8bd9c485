/** The passes from graph to graph, in one list, and the verifier that runs after each. */
package dev.lamina.compiler.pass;
