/** Losses. */
package dev.lamina.compiler.layer.loss;
