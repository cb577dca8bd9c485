/** Measures: of the machine, of a network's calls, of its layers. */
@NullMarked
package dev.lamina.cli.bench;

import org.jspecify.annotations.NullMarked;
