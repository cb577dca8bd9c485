/** Compiles generated source in memory, with Janino or with javac, and loads the classes. */
package dev.lamina.compiler.load;
