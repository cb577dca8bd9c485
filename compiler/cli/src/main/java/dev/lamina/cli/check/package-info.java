/** Compares gradients with central differences of the loss. */
@NullMarked
package dev.lamina.cli.check;

import org.jspecify.annotations.NullMarked;
