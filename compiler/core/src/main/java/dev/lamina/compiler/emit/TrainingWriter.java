package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.GroundTruth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Prints the public methods of training. */
final class TrainingWriter {
    private final ClassPlan plan;
    private final StepWriter steps;
    private final boolean hasLoss;

    TrainingWriter(ClassPlan plan, StepWriter steps) {
        this.plan = plan;
        this.steps = steps;
        this.hasLoss = plan.truth() != GroundTruth.NONE;
    }

    List<MethodSpec> methods() {
        List<MethodSpec> all = new ArrayList<>();
        all.add(dropout());
        all.add(forward());
        all.add(backward());
        all.add(update());
        if (hasLoss) {
            all.add(trainStep());
        }
        all.add(output());
        all.add(inputGradient());
        return all;
    }

    private MethodSpec dropout() {
        MethodSpec.Builder method =
                Members.override("training", TypeName.VOID).addParameter(TypeName.BOOLEAN, "dropoutOn");
        return plan.drops()
                ? method.addStatement("dropout = dropoutOn").build()
                : method.addComment("this model drops nothing").build();
    }

    /** What a forward pass of training is given. */
    static List<ParameterSpec> given(ClassPlan plan) {
        List<ParameterSpec> given = new ArrayList<>(List.of(Members.input(plan)));
        switch (plan.truth()) {
            case LABELS ->
                given.add(ParameterSpec.builder(Members.INTS, "labels").build());
            case TARGET -> given.add(Members.floats("target"));
            case NONE -> {}
        }
        given.add(ParameterSpec.builder(TypeName.INT, "batch").build());
        return given;
    }

    private MethodSpec forward() {
        MethodSpec.Builder method = Members.override("forward", hasLoss ? TypeName.FLOAT : TypeName.VOID)
                .addParameters(given(plan));
        CodeBlock.Builder body =
                CodeBlock.builder().addStatement("requireTraining()").add(Members.checkInput(plan));
        if (plan.takesTokens()) {
            body.addStatement("System.arraycopy($L, 0, this.tokens, 0, batch * $L)", plan.inputName(), plan.input());
        }
        switch (plan.truth()) {
            case LABELS ->
                body.addStatement(
                                "$T.labels(labels, batch, $L, CLASSES$L)",
                                Members.CHECKS,
                                plan.labelsOfACall(),
                                plan.hasLength() && plan.outputsPerStep() > 0 ? ", lengths.ofSamples()" : "")
                        .addStatement("System.arraycopy(labels, 0, this.labels, 0, batch * $L)", plan.labelsOfACall());
            case TARGET ->
                body.addStatement("$T.length($S, target.length, batch, $L)", Members.CHECKS, "target", plan.output())
                        .addStatement("target(target, this.target, batch * $L)", plan.output());
            case NONE -> {}
        }
        body.add(allSteps(Phase.FORWARD))
                .addStatement("samples = batch")
                .addStatement("gradientsReady = false")
                .add(steps.phase(Phase.FORWARD, "forward"));
        if (hasLoss) {
            body.addStatement("return memory[$L]", lossAt());
        }
        return Members.guarded(method, body.build());
    }

    /** Declares how many steps there are in all, for a loss that is the mean over them. */
    private CodeBlock allSteps(Phase phase) {
        return steps.uses(Symbol.ALL_STEPS, phase)
                ? CodeBlock.of("int $L = lengths.total(batch);\n", Symbol.ALL_STEPS)
                : CodeBlock.of("");
    }

    private CodeBlock lossAt() {
        Value loss = plan.trainer().launches().stream()
                .map(Launch::node)
                .filter(node -> plan.trainer().graph().is(node.result(), Binding.Kind.KEPT))
                .findFirst()
                .orElseThrow()
                .result();
        Region region = Objects.requireNonNull(plan.trainer().graph().regions().get(loss));
        return LaunchWriter.offset(plan.trainer(), region);
    }

    private MethodSpec backward() {
        MethodSpec.Builder method = Members.override("backward", TypeName.VOID);
        CodeBlock.Builder body =
                CodeBlock.builder().addStatement("int batch = requireUnused()").add(Members.steps(plan));
        if (!hasLoss) {
            method.addParameter(Members.floats("outputGradient"));
            body.addStatement(
                    "$T.length($S, outputGradient.length, batch, $L)", Members.CHECKS, "outputGradient", plan.output());
        }
        body.add(allSteps(Phase.BACKWARD))
                .addStatement("gradientsReady = true")
                .add(steps.phase(Phase.BACKWARD, "backward"));
        return Members.guarded(method, body.build());
    }

    private MethodSpec update() {
        return Members.guarded(
                Members.override("update", TypeName.VOID),
                CodeBlock.builder()
                        .addStatement("requireTraining()")
                        .add(steps.inline(Phase.UPDATE))
                        .addStatement("state.advance()")
                        .build());
    }

    private MethodSpec trainStep() {
        String truth = plan.truth() == GroundTruth.LABELS ? "labels" : "target";
        return Members.override("trainStep", TypeName.FLOAT)
                .addParameters(given(plan))
                .addStatement("float loss = forward($L, $L, batch)", plan.inputName(), truth)
                .addStatement("backward()")
                .addStatement("update()")
                .addStatement("return loss")
                .build();
    }

    private MethodSpec output() {
        MethodSpec.Builder method = Members.override("output", TypeName.VOID).addParameter(Members.floats("into"));
        CodeBlock.Builder body = CodeBlock.builder()
                .addStatement("int batch = requireForward()")
                .add(Members.steps(plan))
                .addStatement("$T.length($S, into.length, batch, $L)", Members.CHECKS, "output", plan.output())
                .add(steps.inline(Phase.OUTPUT))
                .add(Members.unscale(plan, plan.output()));
        return Members.guarded(method, body.build());
    }

    private MethodSpec inputGradient() {
        MethodSpec.Builder method =
                Members.override("inputGradient", TypeName.VOID).addParameter(Members.floats("into"));
        CodeBlock export = steps.inline(Phase.INPUT_GRADIENT);
        if (export.isEmpty()) {
            return method.addStatement(
                            "throw new IllegalStateException($S)",
                            plan.takesTokens()
                                    ? "tokens have no gradient"
                                    : "this class was generated without the gradient of its input")
                    .build();
        }
        CodeBlock.Builder body = CodeBlock.builder()
                .addStatement("int batch = requireBackward()")
                .add(Members.steps(plan))
                .addStatement("$T.length($S, into.length, batch, $L)", Members.CHECKS, "input gradient", plan.input())
                .add(export)
                .addStatement("unscaleGradient(into, batch * $L)", plan.input());
        return Members.guarded(method, body.build());
    }
}
