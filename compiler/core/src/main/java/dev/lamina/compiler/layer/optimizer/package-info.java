/** The optimizers, one file each: arguments and the update of the parameters. */
package dev.lamina.compiler.layer.optimizer;
