/** The scalar target's schedule of contractions: one operand packed into panels, so that C2 finds vectors in plain loops. */
package dev.lamina.compiler.schedule.packed;
