package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.graph.Phase;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Prints the methods that predict: a batch, one label, and a step of a sequence where the network streams. */
final class PredictionWriter {
    private final ClassPlan plan;
    private final StepWriter steps;

    PredictionWriter(ClassPlan plan, StepWriter steps) {
        this.plan = plan;
        this.steps = steps;
    }

    List<MethodSpec> methods() {
        List<MethodSpec> all = new ArrayList<>();
        all.add(predict());
        if (Members.hasOneLabel(plan)) {
            all.add(classOf());
        }
        if (plan.streams()) {
            all.add(new StreamingWriter(plan).step());
        }
        all.add(compute());
        if (plan.streams()) {
            all.add(computeSteps());
        }
        return all;
    }

    private MethodSpec predict() {
        MethodSpec.Builder method = Members.override("predict", TypeName.VOID)
                .addParameter(Members.input(plan))
                .addParameter(TypeName.INT, "batch")
                .addParameter(Members.FLOATS, "into");
        return Members.guarded(method, CodeBlock.of("compute($L, batch, into);\n", plan.inputName()));
    }

    /** The scores are in an array of the network's own, so they are read before another thread may begin a call. */
    private MethodSpec classOf() {
        MethodSpec.Builder method = Members.override("classOf", TypeName.INT).addParameter(Members.input(plan));
        return Members.guarded(
                method,
                CodeBlock.builder()
                        .addStatement("compute($L, 1, scores)", plan.inputName())
                        .addStatement("return largest(scores, CLASSES)")
                        .build());
    }

    private MethodSpec compute() {
        MethodSpec.Builder method = MethodSpec.methodBuilder("compute")
                .addModifiers(Modifier.PRIVATE)
                .addParameter(Members.input(plan))
                .addParameter(TypeName.INT, "batch")
                .addParameter(Members.FLOATS, "into")
                .addCode(Members.checkInput(plan))
                .addStatement("$T.length($S, into.length, batch, $L)", Members.CHECKS, "output", plan.output());
        if (plan.streams()) {
            method.addStatement(
                    "compute($L, batch, steps, lengths.ofSamples(), initialState, finalState, into)", plan.inputName());
        } else {
            method.addStatement("samples = 0").addCode(steps.phase(Phase.FORWARD, "predict"));
        }
        return method.addCode(Members.unscale(plan, plan.output())).build();
    }

    /** States are read before the steps and written after them, part by part: both may be the same array. */
    private MethodSpec computeSteps() {
        return MethodSpec.methodBuilder("compute")
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
