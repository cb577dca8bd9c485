/** What nodes of the graph compute: a type rule and the loops. */
package dev.lamina.compiler.op;
