/** Trains and scores handwritten digits on a cluster of two executors on this machine. */
package dev.lamina.examples.spark;
