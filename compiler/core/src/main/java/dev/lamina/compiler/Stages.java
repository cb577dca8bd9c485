package dev.lamina.compiler;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.LoopPrinter;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What the compiler did between the shaped model and the Java class.
 *
 * @param explanation what the passes did and refused, and the memory plan, a line each
 * @param dumps the graphs as text, by the name of the pass that gave them
 * @param predicting the kernels of a prediction, before scheduling
 * @param training the kernels of a training step, before scheduling
 */
record Stages(List<String> explanation, Map<String, String> dumps, Program predicting, Program training) {
    Stages {
        explanation = List.copyOf(explanation);
    }

    List<Program> programs() {
        return List.of(predicting, training);
    }

    /** All kernels as text, each after a rewrite. */
    String loops(UnaryOperator<Kernel> rewrite) {
        return programs().stream()
                .flatMap(program -> program.launches().stream())
                .map(Launch::kernel)
                .distinct()
                .map(rewrite)
                .map(LoopPrinter::print)
                .collect(Collectors.joining("\n"));
    }
}
