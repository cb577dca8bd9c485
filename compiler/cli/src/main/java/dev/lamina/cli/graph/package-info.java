/** Pictures of models: the network, its memory plan, its training. */
@NullMarked
package dev.lamina.cli.graph;

import org.jspecify.annotations.NullMarked;
