package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Kernel;

/** A named rewrite of a kernel's loops. It changes no bit of the numbers that the kernel computes. */
public interface Step {
    /** The name that {@code --dump-after} takes. */
    String name();

    Kernel apply(Kernel kernel);
}
