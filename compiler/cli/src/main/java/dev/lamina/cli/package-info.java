/** The lamina command: parses options, calls the compiler, prints. */
package dev.lamina.cli;
