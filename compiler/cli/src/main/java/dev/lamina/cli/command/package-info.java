/** The verbs and options of the command, and what runs a command line. */
@NullMarked
package dev.lamina.cli.command;

import org.jspecify.annotations.NullMarked;
