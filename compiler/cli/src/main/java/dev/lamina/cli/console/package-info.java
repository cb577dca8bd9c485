/** Output streams, files, exit codes, and numbers formatted for people. */
@NullMarked
package dev.lamina.cli.console;

import org.jspecify.annotations.NullMarked;
