/** The Maven plugin: generates Java from model files during a build. */
package dev.lamina.maven;
