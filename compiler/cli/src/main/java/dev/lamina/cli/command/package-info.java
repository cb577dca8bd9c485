/** The verbs and options of the command, and the runner of a command line. */
@NullMarked
package dev.lamina.cli.command;

import org.jspecify.annotations.NullMarked;
