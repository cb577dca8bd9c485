/** Samples to train on, and the files they come from: CSV, IDX and safetensors. */
@NullMarked
package dev.lamina.cli.data;

import org.jspecify.annotations.NullMarked;
