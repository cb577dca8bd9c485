/** Scores with generated classes in Spark, and trains them on several executors with the bits of one machine. */
package dev.lamina.spark;
