/** Prints an immutable class plan as Java source. */
package dev.lamina.compiler.emit;
