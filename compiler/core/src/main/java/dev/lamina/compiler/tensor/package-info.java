/** Shapes and types of values, and where their elements lie in memory. */
package dev.lamina.compiler.tensor;
