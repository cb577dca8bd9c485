/** The loop IR: statements and expressions over arrays, their visitors, printer, verifier and interpreter. */
package dev.lamina.compiler.ir;
