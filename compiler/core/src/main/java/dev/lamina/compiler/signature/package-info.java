/** Declarations of layers, losses and optimizers with their arguments, and the checking of calls against them. */
package dev.lamina.compiler.signature;
