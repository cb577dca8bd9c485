/** A generated class in a service: which species of iris a plant is. */
package dev.lamina.examples.iris;
