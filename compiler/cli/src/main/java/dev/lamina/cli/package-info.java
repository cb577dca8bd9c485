/** The lamina command: parses options, calls the compiler and prints the results. */
@NullMarked
package dev.lamina.cli;

import org.jspecify.annotations.NullMarked;
