/** Corrects common syntax errors before parsing, so that an error message can propose the correction. */
package dev.lamina.compiler.syntax.repair;
