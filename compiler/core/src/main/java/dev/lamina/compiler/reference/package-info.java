/** The reference pages of layers, losses and optimizers, generated from their declarations. */
package dev.lamina.compiler.reference;
