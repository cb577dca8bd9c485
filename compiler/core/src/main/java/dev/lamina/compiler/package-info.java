/** The API: it takes model files and gives diagnostics, generated Java and loaded classes. The command and the plugin import nothing else. */
package dev.lamina.compiler;
