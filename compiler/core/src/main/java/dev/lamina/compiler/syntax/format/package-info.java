/** Formats model files. */
package dev.lamina.compiler.syntax.format;
