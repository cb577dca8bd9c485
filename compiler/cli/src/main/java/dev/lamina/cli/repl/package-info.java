/** The REPL. A session answers lines with text; the loop around it knows the terminal. */
package dev.lamina.cli.repl;
