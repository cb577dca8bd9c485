/**
 * The API: it takes model files and returns diagnostics, generated Java and loaded classes. The command and the plugin import this package
 * and {@code source}, no other.
 */
package dev.lamina.compiler;
