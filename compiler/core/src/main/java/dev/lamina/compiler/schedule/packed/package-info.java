/** Packing for the scalar target: one operand of a contraction is copied into panels, over which C2 vectorises plain loops. */
package dev.lamina.compiler.schedule.packed;
