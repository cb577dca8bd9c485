package dev.lamina.compiler;

/** Whether passes fuse operations. The computed numbers are the same either way. */
public enum Fusion {
    NONE,
    ALL
}
