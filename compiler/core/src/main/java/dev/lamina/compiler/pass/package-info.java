/** The passes, which rewrite graphs, in one list. */
package dev.lamina.compiler.pass;
