package dev.lamina.compiler;

/** Whether operations are fused; the numbers are the same either way. */
public enum Fusion {
    NONE,
    ALL
}
