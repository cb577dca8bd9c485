/** Optimizers. */
package dev.lamina.compiler.layer.optimizer;
