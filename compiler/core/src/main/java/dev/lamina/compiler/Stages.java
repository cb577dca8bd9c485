package dev.lamina.compiler;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.LoopPrinter;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The results of the stages between the shaped model and the Java class.
 *
 * @param explanation lines that say what each pass changed, what it refused to change, and how much memory the plan takes
 * @param dumps the graphs as text, by the name of the pass that returned them
 * @param predicting the kernels of a prediction, before scheduling
 * @param training the kernels of a training step, before scheduling
 */
record Stages(List<String> explanation, Supplier<Map<String, String>> dumps, Program predicting, Program training) {
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
