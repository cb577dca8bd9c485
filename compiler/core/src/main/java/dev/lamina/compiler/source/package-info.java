/** Source files, spans and the diagnostics that point into them. */
package dev.lamina.compiler.source;
