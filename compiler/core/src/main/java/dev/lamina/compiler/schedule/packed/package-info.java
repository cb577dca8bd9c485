/** Packing for the scalar target: loops copy one operand of a contraction into panels, and C2 vectorises plain loops over a panel. */
package dev.lamina.compiler.schedule.packed;
