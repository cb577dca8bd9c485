/** Parses model text into records that carry their spans. */
package dev.lamina.compiler.syntax;
