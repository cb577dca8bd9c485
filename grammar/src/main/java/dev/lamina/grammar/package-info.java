/** The lexer and parser ANTLR generates from the grammar of model files. */
package dev.lamina.grammar;
