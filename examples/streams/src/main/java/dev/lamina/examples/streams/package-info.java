/** A recurrent network in a stream processor, with a state for each key. */
package dev.lamina.examples.streams;
