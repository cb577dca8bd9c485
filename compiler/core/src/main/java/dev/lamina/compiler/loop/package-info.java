/** The loop IR, its schedules and its interpreter. */
package dev.lamina.compiler.loop;
