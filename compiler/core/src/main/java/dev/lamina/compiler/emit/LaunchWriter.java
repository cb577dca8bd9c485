package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.NameAllocator;
import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.lower.KernelNames;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.op.KernelArgument;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

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

    /** The calls of some kernels in one method, before each of them variables that say where its values lie. */
    CodeBlock calls(List<Launch> launches, Set<String> taken) {
        CodeBlock.Builder code = CodeBlock.builder();
        NameAllocator names = new NameAllocator();
        taken.forEach(names::newName);
        Set<Value> declared = new HashSet<>();
        for (Launch launch : launches) {
            for (Value value : launch.values()) {
                Place place = place(value);
                if (place.isPart() && declared.add(value)) {
                    code.addStatement(
                            "int $L = $L", names.newName(KernelNames.camel(value.name()) + "At", value), place.start());
                }
            }
            code.addStatement(call(launch, names));
        }
        return code.build();
    }

    private CodeBlock call(Launch launch, NameAllocator names) {
        Kernel kernel =
                Objects.requireNonNull(plan.kernels().get(launch.kernel().name()));
        List<CodeBlock> arguments = new ArrayList<>();
        for (Value value : launch.values()) {
            Place place = place(value);
            CodeBlock start = place.isPart() ? CodeBlock.of("$L", names.get(value)) : place.start();
            arguments.add(CodeBlock.of("$L, $L", place.array(), start));
        }
        if (kernel.asksForLengths()) {
            arguments.add(CodeBlock.of("$L, 0", lengths));
        }
        if (kernel.scratch() > 0) {
            arguments.add(CodeBlock.of("rows"));
        }
        if (kernel.random()) {
            arguments.add(CodeBlock.of("state.seed(), state.step()"));
        }
        launch.node().operation().arguments().forEach(argument -> arguments.add(argument(argument)));
        kernel.callSizes().forEach(symbol -> arguments.add(CodeBlock.of("$L", symbol)));
        return CodeBlock.of("$L($L)", kernel.name(), arguments.stream().collect(CodeBlock.joining(",$W")));
    }

    /**
     * An array, and where in it a value starts.
     *
     * @param isPart whether there are other values in the array
     */
    private record Place(String array, CodeBlock start, boolean isPart) {
        /** All of an array. */
        static Place all(String array) {
            return new Place(array, CodeBlock.of("0"), false);
        }
    }

    private Place place(Value value) {
        Region region = program.graph().regions().get(value);
        if (region != null) {
            return new Place("memory", offset(program, region), true);
        }
        Binding binding = program.graph().binding(value).orElseThrow();
        return switch (binding.kind()) {
            case PARAMETER -> part("weights", binding);
            case GRADIENT -> part("gradientValues", binding);
            case ALL_PARAMETERS -> Place.all("weights");
            case ALL_GRADIENTS -> Place.all("gradientValues");
            case FIRST_MOMENT -> Place.all("state.first()");
            case SECOND_MOMENT -> Place.all("state.second()");
            case INPUT -> Place.all(plan.inputName());
            case TOKENS -> Place.all("tokens");
            case LABELS -> Place.all("labels");
            case TARGET -> Place.all("target");
            case OUTPUT_GRADIENT -> Place.all("outputGradient");
            case RESULT -> Place.all("into");
            case INITIAL_STATE -> Place.all("initialState");
            case FINAL_STATE -> Place.all("finalState");
            case INITIAL_STATE_GRADIENT -> Place.all("initialStateGradient");
            case FINAL_STATE_GRADIENT -> Place.all("finalStateGradient");
            case KEPT -> throw new IllegalStateException(value + " has no region");
        };
    }

    private Place part(String array, Binding binding) {
        return new Place(array, CodeBlock.of("$L", offsets.get(binding.name())), true);
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
