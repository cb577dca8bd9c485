package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Prints the methods that predict: for a batch, for one class, and for one step if the network streams. */
final class PredictionWriter {
    private final ClassPlan plan;
    private final CallPlan call;

    PredictionWriter(ClassPlan plan) {
        this.plan = plan;
        this.call = plan.call();
    }

    List<MethodSpec> methods() {
        List<MethodSpec> all = new ArrayList<>();
        all.add(predict());
        if (call.isMulti()) {
            all.add(new PortWriter(plan).predict());
        } else if (call.output().isOneClass()) {
            all.add(classOf());
        }
        if (call.sequences().streams()) {
            all.add(step());
            if (call.isMulti()) {
                all.add(new PortWriter(plan).step());
            }
            all.add(computeStreaming());
            all.add(computeSteps());
        } else {
            all.add(compute());
        }
        return all;
    }

    // @Override
    // public void predict(float[] x, int batch, float[] into) {
    //     … compute(x, batch, into); …
    // }
    private MethodSpec predict() {
        MethodSpec.Builder method = (call.isMulti()
                        ? PortWriter.typed("predict", TypeName.VOID, PortWriter.predicting(call))
                        : Members.override("predict", TypeName.VOID))
                .addParameters(call.inputArguments())
                .addParameter(TypeName.INT, "batch")
                .addParameters(call.resultArguments());
        return Members.guarded(method, CodeBlock.of("compute($L, batch, $L);\n", inputs(), results()));
    }

    // The array of the scores is a field, so the method reads it before another thread may begin a call.
    //
    // @Override
    // public int classOf(float[] x) {
    //     … compute(x, 1, scores);
    //     return largest(scores, CLASSES); …
    // }
    private MethodSpec classOf() {
        MethodSpec.Builder method = Members.override("classOf", TypeName.INT)
                .addParameter(call.input().argument());
        return Members.guarded(
                method,
                CodeBlock.builder()
                        .addStatement("compute($L, 1, scores)", inputs())
                        .addStatement("return largest(scores, CLASSES)")
                        .build());
    }

    // private void compute(float[] x, int batch, float[] into) {
    //     Checks.batch(batch, capacity);
    //     x = input("x", x, batch, INPUT_SIZE);
    //     Checks.length("output", into.length, batch, OUTPUT_SIZE);
    //     samples = 0;
    //     … run(PREDICT, batch, 56, 0); …
    // }
    private MethodSpec compute() {
        return checkedCompute(
                CodeBlock.builder().add(Members.forget(plan)).add(run()).build());
    }

    // The same for a network that streams. It computes all steps and passes its own arrays of states:
    //
    //     …
    //     compute(x, batch, steps, lengths.ofSamples(), initialState, finalState, into);
    // }
    private MethodSpec computeStreaming() {
        return checkedCompute(CodeBlock.builder()
                .addStatement(
                        "compute($L, batch, steps, lengths.ofSamples(), initialState, finalState, $L)",
                        inputs(),
                        results())
                .build());
    }

    private MethodSpec checkedCompute(CodeBlock body) {
        return MethodSpec.methodBuilder("compute")
                .addModifiers(Modifier.PRIVATE)
                .addParameters(call.inputArguments())
                .addParameter(TypeName.INT, "batch")
                .addParameters(call.resultArguments())
                .addCode(Members.checkInputs(call))
                .addCode(Members.checkResults(call, CallPlan.SampleSize::ofACall))
                .addCode(body)
                .addCode(Members.unscale(call, CallPlan.SampleSize::ofACall))
                .build();
    }

    // Each state is read before the steps and written after them, so both arrays of states may be the same.
    //
    // private void compute(float[] x, int batch, int steps, int[] ofSamples, float[] initialState,
    //         float[] finalState, float[] into) {
    //     samples = 0;
    //     givenSteps = steps;
    //     … run(PREDICT, batch, 1024 * steps, 0); …
    // }
    private MethodSpec computeSteps() {
        return MethodSpec.methodBuilder("compute")
                .addModifiers(Modifier.PRIVATE)
                .addParameters(call.inputArguments())
                .addParameter(TypeName.INT, "batch")
                .addParameter(TypeName.INT, "steps")
                .addParameter(RuntimeTypes.INTS, "ofSamples")
                .addParameter(RuntimeTypes.FLOATS, "initialState")
                .addParameter(RuntimeTypes.FLOATS, "finalState")
                .addParameters(call.resultArguments())
                .addCode(Members.forget(plan))
                .addStatement("givenSteps = steps")
                .addCode(run())
                .build();
    }

    // One step is a sequence of length one. It reads and writes the states of the caller.
    //
    // @Override
    // public void step(float[] x, RecurrentState carried, float[] into) {
    //     … Checks.state(carried, "Sensor", STATE_SIZE, capacity);
    //     int batch = carried.samples();
    //     x = input("x", x, batch, 3);
    //     Checks.length("output", into.length, batch, 2);
    //     compute(x, batch, 1, single.ofSamples(), carried.rows(), carried.rows(), into); …
    // }
    private MethodSpec step() {
        MethodSpec.Builder method = (call.isMulti()
                        ? PortWriter.typed("step", TypeName.VOID, PortWriter.stepping(call))
                        : Members.override("step", TypeName.VOID))
                .addParameters(call.inputArguments())
                .addParameter(RuntimeTypes.CARRIED, "carried")
                .addParameters(call.resultArguments());
        CodeBlock.Builder body = CodeBlock.builder()
                .addStatement("$T.state(carried, $S, STATE_SIZE, capacity)", RuntimeTypes.CHECKS, call.model())
                .addStatement("int batch = carried.samples()")
                .add(checkStep())
                .add(Members.checkResults(call, CallPlan.SampleSize::ofAStep))
                .addStatement(
                        "compute($L, batch, 1, single.ofSamples(), carried.rows(), carried.rows(), $L)",
                        inputs(),
                        results())
                .add(Members.unscale(call, CallPlan.SampleSize::ofAStep));
        return Members.guarded(method, body.build());
    }

    private CodeBlock checkStep() {
        CodeBlock.Builder code = CodeBlock.builder();
        for (CallPlan.Input input : call.inputs()) {
            String perSample = String.valueOf(input.size().ofAStep());
            code.add(
                    input.holdsTokens()
                            ? Members.checkTokens(input, perSample)
                            : Members.checkFloats(input, perSample));
        }
        return code.build();
    }

    private CodeBlock run() {
        return new PartWriter(plan).run("PREDICT", plan.predicting());
    }

    private CodeBlock inputs() {
        return Members.names(call.inputArguments());
    }

    private CodeBlock results() {
        return Members.names(call.resultArguments());
    }
}
