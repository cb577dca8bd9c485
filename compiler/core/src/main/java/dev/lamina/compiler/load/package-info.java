/** Turns generated source into loaded classes, by Janino in memory or by javac into files. */
package dev.lamina.compiler.load;
