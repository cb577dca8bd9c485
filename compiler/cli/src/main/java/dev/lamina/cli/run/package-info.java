/** Runs a network: what goes into it, from files or made up, and what it gives. */
@NullMarked
package dev.lamina.cli.run;

import org.jspecify.annotations.NullMarked;
