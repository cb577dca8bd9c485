/** Name resolution and shape inference: from the syntax tree to a model with shapes. */
package dev.lamina.compiler.model;
