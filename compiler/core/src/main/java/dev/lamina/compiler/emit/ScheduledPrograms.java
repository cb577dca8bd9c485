package dev.lamina.compiler.emit;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.op.KernelArgument;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The two programs of a model, with their kernels scheduled.
 *
 * @param kernels the scheduled kernels of both, by name
 */
public record ScheduledPrograms(Program predicting, Program training, Map<String, Kernel> kernels) {
    public ScheduledPrograms {
        kernels = Map.copyOf(kernels);
    }

    List<Program> both() {
        return List.of(predicting, training);
    }

    /** The scheduled kernel that a launch runs. */
    Kernel kernel(Launch launch) {
        return Objects.requireNonNull(kernels.get(launch.kernel().name()));
    }

    /** The floats of scratch memory that the kernels of a program need. They use it in turn. 0 if none needs it. */
    int scratch(Program program) {
        return program.launches().stream()
                .mapToInt(launch -> kernel(launch).scratch())
                .max()
                .orElse(0);
    }

    /** Whether training has dropout. */
    boolean drops() {
        return training.launches().stream()
                .flatMap(launch -> launch.node().operation().arguments().stream())
                .anyMatch(argument -> argument.source() == KernelArgument.Source.DROPOUT);
    }
}
