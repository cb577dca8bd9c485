/** The training loop, what it measures, and how a person watches it; knows generated classes by their interfaces only. */
@NullMarked
package dev.lamina.cli.train;

import org.jspecify.annotations.NullMarked;
