/** The facade: model text in, diagnostics, generated Java and loaded classes out. */
package dev.lamina.compiler;
