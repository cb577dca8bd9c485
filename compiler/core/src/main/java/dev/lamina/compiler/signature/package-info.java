/** How a call of the language is declared, read and checked: its arguments, their kinds and values. */
package dev.lamina.compiler.signature;
