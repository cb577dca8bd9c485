package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.op.KernelArgument;
import java.util.ArrayList;
import java.util.List;

/** Prints calls of kernels, each after the variables that hold the first indices of its values. */
final class KernelCallWriter {
    private KernelCallWriter() {}

    // int xImportAt = 64, relu1At = 64 + 16 * capacity;
    // part.await();
    // fc1Forward(memory, xImportAt, memory, relu1At, part.from, part.to);
    static CodeBlock calls(List<KernelCall> calls) {
        CodeBlock.Builder code = CodeBlock.builder();
        for (KernelCall call : calls) {
            code.add(declared(call.variables()));
            code.add(barrier(call.barrier()));
            List<String> conditions = conditions(call);
            if (!conditions.isEmpty()) {
                code.beginControlFlow("if ($L)", String.join(" && ", conditions));
            }
            CodeBlock method = call.ofRuntime().map(RuntimeKernel::name).orElse(CodeBlock.of(call.kernel()));
            code.addStatement("$L($L)", method, arguments(call).stream().collect(CodeBlock.joining(",$W")));
            if (!conditions.isEmpty()) {
                code.endControlFlow();
            }
        }
        return code.build();
    }

    private static CodeBlock declared(List<KernelCall.Variable> variables) {
        if (variables.isEmpty()) {
            return CodeBlock.of("");
        }
        CodeBlock declarators = variables.stream()
                .map(variable -> CodeBlock.of("$1L$2L=$2L$3L", variable.name(), SourceLayout.JOINED, variable.offset()))
                .collect(CodeBlock.joining(",$W"));
        return CodeBlock.builder().addStatement("int $L", declarators).build();
    }

    // part.await();
    static CodeBlock barrier(KernelCall.Barrier barrier) {
        return switch (barrier) {
            case NONE -> CodeBlock.of("");
            case WITHIN_SAMPLES -> CodeBlock.of("part.within.await();\n");
            case ALWAYS -> CodeBlock.of("part.await();\n");
        };
    }

    /** When a thread makes the call; empty for always. */
    private static List<String> conditions(KernelCall call) {
        List<String> conditions = new ArrayList<>();
        if (call.derived()) {
            conditions.add("newWeights()");
        }
        if (call.sharing() == KernelCall.Sharing.NONE) {
            conditions.add("part.isFirst()");
        }
        return conditions;
    }

    private static List<CodeBlock> arguments(KernelCall call) {
        List<CodeBlock> arguments = new ArrayList<>();
        call.arrays()
                .forEach(array -> arguments.add(CodeBlock.of(
                        "$L,$L$L", array.array(), SourceLayout.JOINED, SourceLayout.unbroken(array.start()))));
        if (call.ofRuntime().isPresent()) {
            boolean ranges = call.sharing() == KernelCall.Sharing.RANGES;
            arguments.addAll(call.ofRuntime().get().arguments(ranges, size -> size(size, call.sharing())));
            return arguments;
        }
        if (call.scratch()) {
            arguments.add(CodeBlock.of("part.rows"));
        }
        if (call.random()) {
            arguments.add(CodeBlock.of("state.seed(), state.step()"));
        }
        call.numbers().forEach(number -> arguments.add(number(number)));
        call.sizes().forEach(symbol -> arguments.add(size(symbol, call.sharing())));
        switch (call.sharing()) {
            case NONE, SAMPLES -> {}
            case WITHIN_SAMPLES -> arguments.add(CodeBlock.of("part.within"));
            case RANGES -> arguments.add(CodeBlock.of("part"));
        }
        return arguments;
    }

    private static CodeBlock size(Symbol size, KernelCall.Sharing sharing) {
        if (size.equals(Symbol.FROM) || size.equals(Symbol.TO)) {
            boolean within = sharing == KernelCall.Sharing.WITHIN_SAMPLES;
            return CodeBlock.of(within ? "part.within.$L" : "part.$L", size);
        }
        if (size.equals(Symbol.FIRST_SAMPLE)) {
            return CodeBlock.of("firstSample()");
        }
        if (size.equals(Symbol.WHOLE_BATCH)) {
            return CodeBlock.of("wholeBatch(part.batch)");
        }
        return CodeBlock.of(size.equals(Symbol.BATCH) ? "part.$L" : "$L", size);
    }

    private static CodeBlock number(KernelArgument number) {
        return switch (number.source()) {
            case RATE ->
                number.first() == 1
                        ? CodeBlock.of("state.rate()")
                        : CodeBlock.of("(float) ($L * state.rate())", number.first());
            case DECAY -> CodeBlock.of("(float) (1.0 - state.rate() * $L)", number.first());
            case ADAM_STEP ->
                CodeBlock.of(
                        "(float) ($Lstate.rate() / (1.0 - $T.power($L, state.step() + 1)))",
                        number.second() == 1 ? "" : number.second() + " * ",
                        ExpressionWriter.NUMBERS,
                        number.first());
            case ADAM_ROOT ->
                CodeBlock.of(
                        "(float) StrictMath.sqrt(1.0 - $T.power($L, state.step() + 1))",
                        ExpressionWriter.NUMBERS,
                        number.first());
            case CLIP_NORM -> CodeBlock.of("clipScale($L)", number.first());
            case DROPOUT -> CodeBlock.of("dropout ? $Lf : $Lf", (float) number.first(), (float) number.second());
        };
    }
}
