/** Predictions of rows as they come: read, handed to threads, written in their order. */
@NullMarked
package dev.lamina.cli.predict;

import org.jspecify.annotations.NullMarked;
