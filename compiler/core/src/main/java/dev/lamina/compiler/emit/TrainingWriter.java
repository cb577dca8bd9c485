package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.emit.CallPlan.Labels;
import dev.lamina.runtime.GroundTruth;
import java.util.ArrayList;
import java.util.List;

/** Prints the public methods for training. */
final class TrainingWriter {
    private final ClassPlan type;
    private final TrainingPlan plan;
    private final CallPlan call;
    private final boolean hasLoss;

    TrainingWriter(ClassPlan plan) {
        this.type = plan;
        this.plan = plan.training();
        this.call = plan.call();
        this.hasLoss = call.hasLoss();
    }

    List<MethodSpec> methods() {
        List<MethodSpec> all = new ArrayList<>();
        all.add(training());
        all.addAll(forward());
        all.add(backward());
        all.add(update());
        if (hasLoss) {
            all.add(trainStep());
        }
        if (call.isMulti()) {
            all.addAll(new PortWriter(type).training());
        } else {
            all.add(output());
            all.add(inputGradientCalls().isEmpty() ? noInputGradient() : inputGradient());
        }
        return all;
    }

    // @Override
    // public void training(boolean dropoutOn) {
    //     dropout = dropoutOn;
    // }
    private MethodSpec training() {
        MethodSpec.Builder method =
                Members.override("training", TypeName.VOID).addParameter(TypeName.BOOLEAN, "dropoutOn");
        return plan.drops()
                ? method.addStatement("dropout = dropoutOn").build()
                : method.addComment("this model drops nothing").build();
    }

    // @Override
    // public float forward(float[] x, int[] labels, int batch) {
    //     … requireTraining();
    //     Checks.batch(batch, capacity);
    //     x = input("x", x, batch, INPUT_SIZE);
    //     Checks.labels(labels, batch, LABEL_SIZE, CLASSES);
    //     System.arraycopy(labels, 0, this.labels, 0, batch * LABEL_SIZE);
    //     samples = batch;
    //     gradientsReady = false;
    //     … run(FORWARD, batch, 98, 0); …
    //     return memory[48]; …
    // }
    //
    // If samples have weights:
    //
    // public float forward(float[] x, int[] labels, int batch) {
    //     return forward(x, labels, null, batch);
    // }
    private List<MethodSpec> forward() {
        MethodSpec.Builder method = forwardMethod();
        boolean overloaded = !call.isMulti() && !call.sampleWeightArguments().isEmpty();
        if (!overloaded) {
            return List.of(forward(method.addParameters(plan.given())));
        }
        List<ParameterSpec> given = new ArrayList<>(plan.given());
        given.addAll(given.size() - 1, call.sampleWeightArguments());
        List<String> names =
                new ArrayList<>(plan.given().stream().map(ParameterSpec::name).toList());
        names.add(names.size() - 1, "null");
        return List.of(
                method.addParameters(plan.given())
                        .addStatement("return forward($L)", String.join(", ", names))
                        .build(),
                forward(forwardMethod().addParameters(given)));
    }

    private MethodSpec.Builder forwardMethod() {
        TypeName returned = hasLoss ? TypeName.FLOAT : TypeName.VOID;
        return call.isMulti()
                ? PortWriter.typed("forward", returned, PortWriter.forward(call))
                : Members.override("forward", returned);
    }

    private MethodSpec forward(MethodSpec.Builder method) {
        CodeBlock.Builder body = CodeBlock.builder()
                .addStatement("requireTraining()")
                .add(Members.checkInputs(call))
                .add(copies())
                .addStatement("samples = batch")
                .addStatement("gradientsReady = false")
                .add(new PartWriter(type).run("FORWARD", plan.forward()));
        plan.loss().ifPresent(loss -> body.addStatement("return memory[$L]", loss));
        return Members.guarded(method, body.build());
    }

    /** Copies the arrays that the backward pass reads again, because the caller may change its own before that. */
    private CodeBlock copies() {
        CodeBlock.Builder code = CodeBlock.builder();
        for (CallPlan.Input input : call.inputs()) {
            if (input.holdsTokens()) {
                code.addStatement(
                        "System.arraycopy($L, 0, this.$L, 0, batch * $L)",
                        input.variable(),
                        input.copy(),
                        input.size().ofACall());
            }
        }
        for (CallPlan.Output output : call.outputs()) {
            output.labels().ifPresent(labels -> code.add(copyLabels(output, labels)));
            if (output.truth() == GroundTruth.TARGET) {
                code.add(copyTarget(output));
            }
            output.sampleWeights()
                    .ifPresent(name -> code.addStatement(
                            "sampleWeights($S, $L, this.$L, batch)",
                            call.isMulti() ? "the weights of samples for " + output.message() : "sampleWeights",
                            name,
                            name));
            output.weights()
                    .filter(weights -> weights.given().isEmpty())
                    .ifPresent(weights -> code.addStatement("balancedWeights($L)", weights.field()));
        }
        return code.build();
    }

    private CodeBlock copyTarget(CallPlan.Output output) {
        String outputs = output.size().ofACall();
        String message = call.isMulti() ? "the target of " + output.message() : "target";
        CodeBlock.Builder code = CodeBlock.builder().add(Members.checkLength(message, output.given(), outputs));
        String number = call.isMulti() && output.mayBeScaled() ? call.outputs().indexOf(output) + ", " : "";
        code.addStatement("target($1L$2L, this.$2L, batch * $3L)", number, output.given(), outputs);
        if (output.binary() && output.size().perStep() == 0) { // steps of padding may hold anything
            code.addStatement(
                    "$T.probabilities($S, this.$L, batch * $L)", RuntimeTypes.CHECKS, message, output.given(), outputs);
        }
        return code.build();
    }

    private CodeBlock copyLabels(CallPlan.Output output, Labels labels) {
        boolean several = output.size().perStep() > 0;
        return CodeBlock.builder()
                .addStatement(
                        "$T.labels($L$L, batch, $L, $L$L$L)",
                        RuntimeTypes.CHECKS,
                        call.isMulti() ? CodeBlock.of("$S, ", output.message()) : "",
                        output.given(),
                        labels.ofACall(),
                        labels.classes().name(),
                        several ? ", lengths.ofSamples()" : "",
                        labels.ignored().map(ignored -> ", " + ignored).orElse(""))
                .addStatement("System.arraycopy($1L, 0, this.$1L, 0, batch * $2L)", output.given(), labels.ofACall())
                .build();
    }

    // @Override
    // public void backward() {
    //     runBackward(152, 0);
    // }
    //
    // Where the call has arrays or a number of steps of its own:
    //
    // public void backward(float[] outputGradient) {
    //     … int batch = requireUnused();
    //     gradientsReady = true;
    //     … run(BACKWARD, batch, 152, 0); …
    // }
    private MethodSpec backward() {
        MethodSpec.Builder method = hasLoss || !call.isMulti()
                ? Members.override("backward", TypeName.VOID)
                : PortWriter.typed("backward", TypeName.VOID, PortWriter.backward(call));
        PartWriter parts = new PartWriter(type);
        if (hasLoss
                && !call.sequences().hasLength()
                && parts.given(plan.backward()).isEmpty()) {
            return method.addStatement("runBackward($L)", parts.work(plan.backward()))
                    .build();
        }
        CodeBlock.Builder body =
                CodeBlock.builder().addStatement("int batch = requireUnused()").add(Members.steps(call));
        if (!hasLoss) {
            method.addParameters(call.gradientArguments());
            for (CallPlan.Output output : call.outputs()) {
                String message = call.isMulti() ? "the gradient of " + output.message() : output.gradient();
                body.add(Members.checkLength(
                        message, output.gradient(), output.size().ofACall()));
            }
        }
        body.addStatement("gradientsReady = true").add(parts.run("BACKWARD", plan.backward()));
        return Members.guarded(method, body.build());
    }

    // @Override
    // public void update() {
    //     runUpdate(354);
    // }
    private MethodSpec update() {
        return Members.override("update", TypeName.VOID)
                .addStatement("runUpdate($L)", plan.update().work().once())
                .build();
    }

    // @Override
    // public float trainStep(float[] x, int[] labels, int batch) {
    //     float loss = forward(x, labels, batch);
    //     backward();
    //     update();
    //     return loss;
    // }
    private MethodSpec trainStep() {
        MethodSpec.Builder method = call.isMulti()
                ? PortWriter.typed("trainStep", TypeName.FLOAT, PortWriter.TRAIN_STEP)
                : Members.override("trainStep", TypeName.FLOAT);
        return method.addParameters(plan.given())
                .addStatement("float loss = forward($L)", Members.names(plan.given()))
                .addStatement("backward()")
                .addStatement("update()")
                .addStatement("return loss")
                .build();
    }

    // @Override
    // public void output(float[] into) {
    //     … int batch = requireForward();
    //     Checks.length("output", into.length, batch, OUTPUT_SIZE);
    //     int fc2BiasedAt = 64 + 32 * capacity;
    //     Part part = whole(batch);
    //     outputExport(memory, fc2BiasedAt, into, 0, part.from, part.to); …
    // }
    private MethodSpec output() {
        String outputs = call.output().size().ofACall();
        MethodSpec.Builder method = Members.override("output", TypeName.VOID).addParameter(RuntimeTypes.floats("into"));
        CodeBlock.Builder body = CodeBlock.builder()
                .addStatement("int batch = requireForward()")
                .add(Members.steps(call))
                .add(Members.checkLength("output", "into", outputs))
                .addStatement("$T part = whole(batch)", RuntimeTypes.PART)
                .add(KernelCallWriter.calls(plan.outputs().get(0)))
                .add(Members.unscale(call, CallPlan.SampleSize::ofACall));
        return Members.guarded(method, body.build());
    }

    private List<KernelCall> inputGradientCalls() {
        return plan.inputGradients().calls().get(0);
    }

    // @Override
    // public void inputGradient(float[] into) {
    //     … int batch = requireBackward();
    //     Checks.length("input gradient", into.length, batch, INPUT_SIZE);
    //     int xGradientAt = 64 + 16 * capacity;
    //     Part part = whole(batch);
    //     inputGradientExport(memory, xGradientAt, into, 0, part.from, part.to);
    //     unscaleGradient(into, batch * INPUT_SIZE); …
    // }
    private MethodSpec inputGradient() {
        String inputs = call.input().size().ofACall();
        CodeBlock.Builder body = CodeBlock.builder()
                .addStatement("int batch = requireBackward()")
                .add(Members.steps(call))
                .add(Members.checkLength("input gradient", "into", inputs))
                .addStatement("$T part = whole(batch)", RuntimeTypes.PART)
                .add(KernelCallWriter.calls(inputGradientCalls()))
                .addStatement("unscaleGradient(into, batch * $L)", inputs);
        return Members.guarded(
                Members.override("inputGradient", TypeName.VOID).addParameter(RuntimeTypes.floats("into")),
                body.build());
    }

    // @Override
    // public void inputGradient(float[] into) {
    //     throw new IllegalStateException("tokens have no gradient");
    // }
    private MethodSpec noInputGradient() {
        return Members.override("inputGradient", TypeName.VOID)
                .addParameter(RuntimeTypes.floats("into"))
                .addStatement(
                        "throw new IllegalStateException($S)",
                        plan.inputGradients().refusal(call.input()))
                .build();
    }
}
