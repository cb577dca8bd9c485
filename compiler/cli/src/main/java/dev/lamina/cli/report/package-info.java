/** Prints the results of verbs as tables and JSON. */
@NullMarked
package dev.lamina.cli.report;

import org.jspecify.annotations.NullMarked;
