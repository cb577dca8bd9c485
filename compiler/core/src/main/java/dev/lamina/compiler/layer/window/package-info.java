/** Layers that move a window over an image. */
package dev.lamina.compiler.layer.window;
