/** Predicts rows while they are read: on several threads, written in the order of the rows. */
@NullMarked
package dev.lamina.cli.predict;

import org.jspecify.annotations.NullMarked;
