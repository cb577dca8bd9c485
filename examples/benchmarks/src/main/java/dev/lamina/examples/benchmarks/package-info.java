/** Benchmarks of generated classes. */
package dev.lamina.examples.benchmarks;
