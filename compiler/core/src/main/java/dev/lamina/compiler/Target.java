package dev.lamina.compiler;

import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.schedule.ScalarSchedule;
import dev.lamina.compiler.schedule.Schedule;
import dev.lamina.compiler.schedule.VectorSchedule;
import dev.lamina.runtime.VectorChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The instructions that generated code uses. */
public enum Target {
    /** The Vector API, {@code jdk.incubator.vector}. */
    VECTOR,
    /** Plain Java, in a form that the just-in-time compiler vectorises. */
    SCALAR;

    /** The target for this JVM: vector code where it is the faster one, unless the system property {@code lamina.target} chooses. */
    public static Target preset() {
        return VectorChoice.isScalarForced() || whyScalar().isPresent() ? SCALAR : VECTOR;
    }

    /** Why vector code is not the choice for this JVM: it has no Vector API, or does not compile it well. Empty if it is. */
    public static Optional<String> whyScalar() {
        return VectorChoice.obstacle(LoadedNetwork.parent());
    }

    /** Whether this JVM can run such code. Vector code needs the incubator module, and the class loader of this class must find it. */
    public boolean isAvailable() {
        return this == SCALAR || VectorChoice.isAvailable(LoadedNetwork.parent());
    }

    /** The stages that can be printed, in order: graph passes, then steps of the schedule. */
    public List<String> stages() {
        List<String> names = new ArrayList<>(Passes.names());
        schedule().steps().forEach(step -> names.add(step.name()));
        return names;
    }

    Schedule schedule() {
        return this == VECTOR ? new VectorSchedule() : new ScalarSchedule();
    }
}
