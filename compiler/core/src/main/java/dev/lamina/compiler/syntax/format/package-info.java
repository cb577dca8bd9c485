/** Lays model text out. */
package dev.lamina.compiler.syntax.format;
