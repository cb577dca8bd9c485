/** Runs a network: its inputs, which are read from files or random, and its outputs. */
@NullMarked
package dev.lamina.cli.run;

import org.jspecify.annotations.NullMarked;
