/**
 * The API: it takes model files and gives diagnostics, generated Java and loaded classes. Of the compiler's other packages, the command
 * and the plugin use {@code source} alone.
 */
package dev.lamina.compiler;
