package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Kernel;

/** A named rewrite of a kernel's loops. It leaves the numbers that the kernel computes as they are, bit for bit. */
public interface Step {
    /** The name that {@code --dump-after} takes. */
    String name();

    Kernel apply(Kernel kernel);
}
