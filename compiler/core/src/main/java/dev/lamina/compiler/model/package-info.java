/** From syntax to a model with shapes: names bound, arguments read, shapes inferred. */
package dev.lamina.compiler.model;
