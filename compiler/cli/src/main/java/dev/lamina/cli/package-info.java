/** The lamina command: parses options, calls the compiler, prints. */
@NullMarked
package dev.lamina.cli;

import org.jspecify.annotations.NullMarked;
