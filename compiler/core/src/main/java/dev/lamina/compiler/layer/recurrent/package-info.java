/** Recurrent layers: cells, and the loops over time steps that they share. */
package dev.lamina.compiler.layer.recurrent;
