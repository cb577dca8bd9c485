package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;

/** Where the numbers of a row are: in this array, from this place on. */
record RowPlace(NetworkInput numbers, int start) {}
