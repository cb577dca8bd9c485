package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.layer.KernelArgument;
import dev.lamina.compiler.layer.Value;
import dev.lamina.compiler.loop.Kernel;
import dev.lamina.compiler.pass.Launch;
import dev.lamina.compiler.pass.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Prints calls of kernels: for each buffer the array that holds it and where it starts. */
final class LaunchWriter {
    private final ClassPlan plan;
    private final Program program;
    private final String lengths;
    private final Map<String, Integer> offsets = new LinkedHashMap<>();

    /** @param lengths the array that says how many steps each sample has, where that is a question */
    LaunchWriter(ClassPlan plan, Program program, String lengths) {
        this.plan = plan;
        this.program = program;
        this.lengths = lengths;
        plan.parameters().forEach(placed -> offsets.put(placed.name(), placed.offset()));
    }

    CodeBlock call(Launch launch) {
        Kernel kernel =
                Objects.requireNonNull(plan.kernels().get(launch.kernel().name()));
        List<CodeBlock> arguments = new ArrayList<>();
        launch.values().forEach(value -> arguments.add(place(value)));
        if (kernel.asksForLengths()) {
            arguments.add(CodeBlock.of("$L, 0", lengths));
        }
        if (kernel.rows() > 0) {
            arguments.add(CodeBlock.of("rows"));
        }
        if (kernel.random()) {
            arguments.add(CodeBlock.of("state.seed(), state.step()"));
        }
        launch.node().operation().arguments().forEach(argument -> arguments.add(argument(argument)));
        kernel.ofACall().forEach(symbol -> arguments.add(CodeBlock.of("$L", symbol)));
        return CodeBlock.of("$L($L)", kernel.name(), arguments.stream().collect(CodeBlock.joining(",$W")));
    }

    private CodeBlock place(Value value) {
        Region region = program.graph().regions().get(value);
        if (region != null) {
            return CodeBlock.of("memory, $L", offset(program, region));
        }
        Binding binding = program.graph().binding(value).orElseThrow();
        return switch (binding.kind()) {
            case PARAMETER -> CodeBlock.of("weights, $L", offsets.get(binding.name()));
            case GRADIENT -> CodeBlock.of("gradientValues, $L", offsets.get(binding.name()));
            case ALL_PARAMETERS -> CodeBlock.of("weights, 0");
            case ALL_GRADIENTS -> CodeBlock.of("gradientValues, 0");
            case FIRST_MOMENT -> CodeBlock.of("state.first(), 0");
            case SECOND_MOMENT -> CodeBlock.of("state.second(), 0");
            case INPUT -> CodeBlock.of("$L, 0", plan.inputName());
            case TOKENS -> CodeBlock.of("tokens, 0");
            case LABELS -> CodeBlock.of("labels, 0");
            case TARGET -> CodeBlock.of("target, 0");
            case OUTPUT_GRADIENT -> CodeBlock.of("outputGradient, 0");
            case RESULT -> CodeBlock.of("into, 0");
            case INITIAL_STATE -> CodeBlock.of("initialState, 0");
            case FINAL_STATE -> CodeBlock.of("finalState, 0");
            case INITIAL_STATE_GRADIENT -> CodeBlock.of("initialStateGradient, 0");
            case FINAL_STATE_GRADIENT -> CodeBlock.of("finalStateGradient, 0");
            case KEPT -> throw new IllegalStateException(value + " has no region");
        };
    }

    /** Where a region of the workspace begins: what is there once comes first, then what is there for each sample. */
    static CodeBlock offset(Program program, Region region) {
        int fixed = program.peak().fixedFloats();
        if (!region.batched()) {
            return CodeBlock.of("$L", region.offset());
        }
        if (region.offset() == 0) {
            return CodeBlock.of("$L", fixed);
        }
        return fixed == 0
                ? CodeBlock.of("$L * capacity", region.offset())
                : CodeBlock.of("$L + $L * capacity", fixed, region.offset());
    }

    private static CodeBlock argument(KernelArgument argument) {
        return switch (argument.source()) {
            case RATE -> CodeBlock.of("state.rate()");
            case DECAY -> CodeBlock.of("(float) (1.0 - state.rate() * $L)", argument.first());
            case ADAM_STEP ->
                CodeBlock.of(
                        "(float) (state.rate() / (1.0 - $T.power($L, state.step() + 1)))",
                        ExpressionWriter.NUMBERS,
                        argument.first());
            case ADAM_ROOT ->
                CodeBlock.of(
                        "(float) StrictMath.sqrt(1.0 - $T.power($L, state.step() + 1))",
                        ExpressionWriter.NUMBERS,
                        argument.first());
            case DROPOUT -> CodeBlock.of("dropout ? $Lf : $Lf", (float) argument.first(), (float) argument.second());
        };
    }
}
