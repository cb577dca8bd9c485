package dev.lamina.compiler;

import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.schedule.ScalarSchedule;
import dev.lamina.compiler.schedule.Schedule;
import dev.lamina.compiler.schedule.VectorSchedule;
import dev.lamina.runtime.VectorChoice;
import java.util.ArrayList;
import java.util.List;

/** What generated code is written for. */
public enum Target {
    /** The Vector API, {@code jdk.incubator.vector}. */
    VECTOR,
    /** Plain Java, shaped so that the just-in-time compiler finds vectors in it. */
    SCALAR;

    /** Whether a class that is loaded here can run it: for vectors, whether the incubator module was added and can be seen. */
    public boolean isAvailable() {
        return this == SCALAR || VectorChoice.isAvailable(LoadedNetwork.parent());
    }

    /** What can be printed on the way to its code, in this order: the graphs after each pass, then the kernels after each step. */
    public List<String> stages() {
        List<String> names = new ArrayList<>(Passes.names());
        schedule().steps().forEach(step -> names.add(step.name()));
        return names;
    }

    Schedule schedule() {
        return this == VECTOR ? new VectorSchedule() : new ScalarSchedule();
    }
}
