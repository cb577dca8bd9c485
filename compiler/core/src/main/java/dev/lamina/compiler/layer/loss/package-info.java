/** The losses, one file each: arguments, shape rule, forward and gradient. */
package dev.lamina.compiler.layer.loss;
