/** Finds what a broken text was meant to be, so that an error can propose it. */
package dev.lamina.compiler.syntax.repair;
