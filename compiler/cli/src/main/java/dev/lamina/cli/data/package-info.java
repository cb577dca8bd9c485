/** Samples to train on and rows to predict, and the files they come from: CSV, lines of JSON, IDX, safetensors and text. */
@NullMarked
package dev.lamina.cli.data;

import org.jspecify.annotations.NullMarked;
