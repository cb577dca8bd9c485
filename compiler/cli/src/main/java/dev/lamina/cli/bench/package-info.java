/** Measures the machine, the calls of a network and its layers. */
@NullMarked
package dev.lamina.cli.bench;

import org.jspecify.annotations.NullMarked;
