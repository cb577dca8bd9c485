package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.graph.Phase;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Prints how a network that streams predicts: a whole sequence or one step, by the same kernels. */
final class StreamingWriter {
    private final ClassPlan plan;
    private final StepWriter steps;
    private final CodeBlock checkInput;

    StreamingWriter(ClassPlan plan, StepWriter steps, CodeBlock checkInput) {
        this.plan = plan;
        this.steps = steps;
        this.checkInput = checkInput;
    }

    List<MethodSpec> methods() {
        return List.of(predict(), step(), run());
    }

    private MethodSpec predict() {
        return Members.override("predict", TypeName.VOID)
                .addParameter(Members.input(plan))
                .addParameter(TypeName.INT, "batch")
                .addParameter(Members.FLOATS, "into")
                .addCode(checkInput)
                .addStatement("$T.length($S, into.length, batch, $L)", Members.CHECKS, "output", plan.output())
                .addStatement(
                        "predict($L, batch, steps, lengths.ofSamples(), initialState, finalState, into)",
                        plan.inputName())
                .build();
    }

    private MethodSpec step() {
        String input = plan.inputName();
        int outputs = plan.outputsPerStep() > 0 ? plan.outputsPerStep() : plan.outputSize();
        return Members.override("step", TypeName.VOID)
                .addParameter(Members.input(plan))
                .addParameter(Members.CARRIED, "carried")
                .addParameter(Members.FLOATS, "into")
                .addStatement("$T.state(carried, $S, STATE_SIZE, capacity)", Members.CHECKS, plan.modelName())
                .addStatement("int batch = carried.samples()")
                .addCode(checkStep())
                .addStatement("$T.length($S, into.length, batch, $L)", Members.CHECKS, "output", outputs)
                .addStatement("predict($L, batch, 1, single.ofSamples(), carried.rows(), carried.rows(), into)", input)
                .build();
    }

    private CodeBlock checkStep() {
        String input = plan.inputName();
        if (plan.takesTokens()) {
            return CodeBlock.builder()
                    .addStatement("$T.tokens($S, $L, batch, 1, VOCABULARY)", Members.CHECKS, input, input)
                    .build();
        }
        int features = plan.inputsPerStep();
        return CodeBlock.builder()
                .addStatement("$T.length($S, $L.length, batch, $L)", Members.CHECKS, input, input, features)
                .addStatement("$T.finite($S, $L, batch, $L)", Members.CHECKS, input, input, features)
                .build();
    }

    /** States are read before the steps and written after them, part by part: both may be the same array. */
    private MethodSpec run() {
        return MethodSpec.methodBuilder("predict")
                .addModifiers(Modifier.PRIVATE)
                .addParameter(Members.input(plan))
                .addParameter(TypeName.INT, "batch")
                .addParameter(TypeName.INT, "steps")
                .addParameter(Members.INTS, "ofSamples")
                .addParameter(Members.FLOATS, "initialState")
                .addParameter(Members.FLOATS, "finalState")
                .addParameter(Members.FLOATS, "into")
                .addStatement("samples = 0")
                .addCode(steps.phase(Phase.FORWARD, "predict"))
                .build();
    }
}
