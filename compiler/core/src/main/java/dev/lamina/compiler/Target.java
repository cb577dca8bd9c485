package dev.lamina.compiler;

import dev.lamina.compiler.loop.ScalarSchedule;
import dev.lamina.compiler.loop.Schedule;
import dev.lamina.compiler.loop.VectorSchedule;

/** What generated code is written for. */
public enum Target {
    /** The Vector API, {@code jdk.incubator.vector}. */
    VECTOR,
    /** Plain Java, shaped so that the just-in-time compiler finds vectors in it. */
    SCALAR;

    /** Whether this Java can run it: for vectors, whether the incubator module was added. */
    public boolean isAvailable() {
        return this == SCALAR
                || ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    Schedule schedule() {
        return this == VECTOR ? new VectorSchedule() : new ScalarSchedule();
    }
}
