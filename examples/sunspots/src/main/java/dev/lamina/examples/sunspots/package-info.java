/** A recurrent network that forecasts the yearly number of sunspots. */
package dev.lamina.examples.sunspots;
