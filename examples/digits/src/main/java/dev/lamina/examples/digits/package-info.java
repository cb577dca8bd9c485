/** A LeNet-style network that learns handwritten digits. */
package dev.lamina.examples.digits;
