/** The REPL: a session answers lines with text and knows no terminal; a loop around it does. */
package dev.lamina.cli.repl;
