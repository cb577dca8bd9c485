/** The training loop, the scores it measures and the views that show it; uses generated classes through their interfaces only. */
@NullMarked
package dev.lamina.cli.train;

import org.jspecify.annotations.NullMarked;
