/** Shapes, types and layouts of values. */
package dev.lamina.compiler.tensor;
