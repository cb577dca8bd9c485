/** Tables and JSON of what a verb found. */
@NullMarked
package dev.lamina.cli.report;

import org.jspecify.annotations.NullMarked;
