package dev.lamina.compiler;

import dev.lamina.compiler.lower.Program;
import java.util.List;

/** Gives tests of other packages what is inside a compiled model. */
public final class Programs {
    private Programs() {}

    /** The kernels of a prediction, then those of a training step, before scheduling. */
    public static List<Program> of(CompiledModel model) {
        return model.programs();
    }
}
