/** Plans the generated class, then prints the plan as Java source. */
package dev.lamina.compiler.emit;
