package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Kernel;

/** A named rewrite of a kernel's loops that leaves the numbers it computes as they are, bit for bit. */
public interface Step {
    /** As {@code --dump-after} names it. */
    String name();

    Kernel apply(Kernel kernel);
}
