/** The schedules: one list of named rewrites of loops for each target. */
package dev.lamina.compiler.schedule;
