/** Streams, files, exit codes and numbers as people read them. */
@NullMarked
package dev.lamina.cli.console;

import org.jspecify.annotations.NullMarked;
