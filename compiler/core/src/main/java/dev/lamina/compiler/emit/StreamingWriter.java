package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;

/** Prints how a network that streams takes one step, by the kernels of whole sequences. */
final class StreamingWriter {
    private final ClassPlan plan;

    StreamingWriter(ClassPlan plan) {
        this.plan = plan;
    }

    MethodSpec step() {
        int outputs = plan.outputsPerStep() > 0 ? plan.outputsPerStep() : plan.outputSize();
        MethodSpec.Builder method = Members.override("step", TypeName.VOID)
                .addParameter(Members.input(plan))
                .addParameter(Members.CARRIED, "carried")
                .addParameter(Members.FLOATS, "into");
        CodeBlock.Builder body = CodeBlock.builder()
                .addStatement("$T.state(carried, $S, STATE_SIZE, capacity)", Members.CHECKS, plan.modelName())
                .addStatement("int batch = carried.samples()")
                .add(checkStep())
                .addStatement("$T.length($S, into.length, batch, $L)", Members.CHECKS, "output", outputs)
                .addStatement(
                        "compute($L, batch, 1, single.ofSamples(), carried.rows(), carried.rows(), into)",
                        plan.inputName())
                .add(Members.unscale(plan, CodeBlock.of("$L", outputs)));
        return Members.guarded(method, body.build());
    }

    private CodeBlock checkStep() {
        String input = plan.inputName();
        String written = plan.named().written();
        return plan.takesTokens()
                ? CodeBlock.builder()
                        .addStatement("$T.tokens($S, $L, batch, 1, VOCABULARY)", Members.CHECKS, written, input)
                        .build()
                : CodeBlock.builder()
                        .addStatement("$L = input($S, $L, batch, $L)", input, written, input, plan.inputsPerStep())
                        .build();
    }
}
