/** The layers, one file each: arguments, shape rule, parameters, forward and gradient. */
package dev.lamina.compiler.layer;
