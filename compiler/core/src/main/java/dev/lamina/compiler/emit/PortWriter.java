package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.runtime.GroundTruth;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/**
 * Prints what only a network with several inputs or outputs has: the methods of {@code MultiNetwork}, which take the arrays of a call as one
 * object, and comments for the methods that take an array for each input and output.
 */
final class PortWriter {
    private static final String BATCH = "@param batch the number of samples, 1 to {@code capacity()}\n";
    static final String TRAIN_STEP =
            "Forward pass, backward pass and update in one; returns the loss before the update.\n";

    private final CallPlan call;
    private final TrainingPlan training;

    PortWriter(ClassPlan plan) {
        this.call = plan.call();
        this.training = plan.training();
    }

    /** A public method that takes an array for each input or output. */
    static MethodSpec.Builder typed(String name, TypeName returned, String javadoc) {
        return MethodSpec.methodBuilder(name)
                .addJavadoc("$L", javadoc)
                .addModifiers(Modifier.PUBLIC)
                .returns(returned);
    }

    static String predicting(CallPlan call) {
        return "Computes all outputs, with dropout off.\n" + inputs(call) + BATCH + results(call);
    }

    static String stepping(CallPlan call) {
        return "Takes the next step of the sequences of each sample, with dropout off. Other inputs are given whole.\n"
                + inputs(call) + "@param carried the state after the steps before; updated by this step\n"
                + results(call);
    }

    static String forward(CallPlan call) {
        StringBuilder text = new StringBuilder(
                call.hasLoss()
                        ? "Computes the loss, the sum of all losses with their weights, and keeps what the backward pass needs.\n"
                        : "Computes the outputs, and keeps what the backward pass needs.\n");
        text.append(inputs(call));
        for (CallPlan.Output output : call.outputs()) {
            if (output.truth() == GroundTruth.LABELS) {
                text.append("@param " + output.given() + " labels of " + comment(output.name()) + ", below {@code "
                        + output.labels().orElseThrow().classes().name() + "}\n");
            } else if (output.hasLoss()) {
                text.append("@param " + output.given() + " the target of " + comment(output.name()) + ": "
                        + output.shape() + "\n");
            }
        }
        for (CallPlan.Output output : call.outputs()) {
            output.sampleWeights()
                    .ifPresent(name -> text.append("@param " + name + " how much each sample counts for "
                            + comment(output.name()) + "; null if all count 1\n"));
        }
        return text + BATCH;
    }

    static String backward(CallPlan call) {
        StringBuilder text = new StringBuilder("Computes the gradients of the last forward pass.\n");
        call.outputs()
                .forEach(output -> text.append("@param " + output.gradient() + " the gradient of "
                        + comment(output.name()) + ": " + output.shape() + "\n"));
        return text.toString();
    }

    private static String inputs(CallPlan call) {
        StringBuilder text = new StringBuilder();
        call.inputs()
                .forEach(
                        input -> text.append("@param " + input.variable() + " " + input.shape() + " of each sample\n"));
        return text.toString();
    }

    private static String results(CallPlan call) {
        StringBuilder text = new StringBuilder();
        call.outputs()
                .forEach(output ->
                        text.append("@param " + output.result() + " receives " + output.shape() + " of each sample\n"));
        return text.toString();
    }

    private static String comment(String name) {
        return "{@code " + name + "}";
    }

    // @Override
    // public void predict(PortArrays arrays, int batch) {
    //     predict(arrays.floats(0), arrays.floats(1), batch, arrays.output(0), arrays.output(1));
    // }
    MethodSpec predict() {
        return Members.override("predict", TypeName.VOID)
                .addParameter(RuntimeTypes.ARRAYS, "arrays")
                .addParameter(TypeName.INT, "batch")
                .addStatement("predict($L,$Wbatch,$W$L)", given(), results())
                .build();
    }

    // @Override
    // public void step(PortArrays arrays, RecurrentState carried) {
    //     step(arrays.floats(0), carried, arrays.output(0));
    // }
    MethodSpec step() {
        return Members.override("step", TypeName.VOID)
                .addParameter(RuntimeTypes.ARRAYS, "arrays")
                .addParameter(RuntimeTypes.CARRIED, "carried")
                .addStatement("step($L,$Wcarried,$W$L)", given(), results())
                .build();
    }

    List<MethodSpec> training() {
        List<MethodSpec> all = new ArrayList<>();
        all.add(forward());
        if (!call.hasLoss()) {
            all.add(backward());
        }
        if (call.outputs().size() > 1) {
            all.add(outputs());
        }
        if (call.floatInputs().size() > 1) {
            all.add(inputGradients());
        }
        all.add(copyOutput());
        all.add(copyInputGradient());
        return all;
    }

    // @Override
    // public float forward(PortArrays arrays, int batch) {
    //     return forward(arrays.floats(0), arrays.floats(1), arrays.target(0), arrays.labels(1), batch);
    // }
    private MethodSpec forward() {
        List<CodeBlock> arguments = new ArrayList<>(List.of(given()));
        for (int i = 0; i < call.outputs().size(); i++) {
            GroundTruth truth = call.outputs().get(i).truth();
            if (truth != GroundTruth.NONE) {
                arguments.add(CodeBlock.of("arrays.$L($L)", truth == GroundTruth.LABELS ? "labels" : "target", i));
            }
        }
        for (int i = 0; i < call.outputs().size(); i++) {
            if (call.outputs().get(i).sampleWeights().isPresent()) {
                arguments.add(CodeBlock.of("arrays.sampleWeights($L)", i));
            }
        }
        MethodSpec.Builder method = Members.override("forward", TypeName.FLOAT)
                .addParameter(RuntimeTypes.ARRAYS, "arrays")
                .addParameter(TypeName.INT, "batch")
                .addStatement(
                        call.hasLoss() ? "return forward($L,$Wbatch)" : "forward($L,$Wbatch)",
                        CodeBlock.join(arguments, ",$W"));
        return call.hasLoss()
                ? method.build()
                : method.addStatement("return 0f").build();
    }

    // @Override
    // public void backward(PortArrays arrays) {
    //     backward(arrays.gradient(0), arrays.gradient(1));
    // }
    private MethodSpec backward() {
        return Members.override("backward", TypeName.VOID)
                .addParameter(RuntimeTypes.ARRAYS, "arrays")
                .addStatement("backward($L)", each("gradient"))
                .build();
    }

    // public void output(float[] boxes, float[] scores) {
    //     … giveOutput(0, boxes);
    //     giveOutput(1, scores); …
    // }
    private MethodSpec outputs() {
        CodeBlock.Builder body = CodeBlock.builder();
        for (int i = 0; i < call.outputs().size(); i++) {
            body.addStatement("giveOutput($L, $L)", i, call.outputs().get(i).result());
        }
        return Members.guarded(
                typed("output", TypeName.VOID, "Copies all outputs of the last forward pass.\n" + results(call))
                        .addParameters(call.resultArguments()),
                body.build());
    }

    // public void inputGradient(float[] image, float[] extra) {
    //     … giveInputGradient(0, image);
    //     giveInputGradient(1, extra); …
    // }
    private MethodSpec inputGradients() {
        String javadoc = "Copies the gradients of the loss with respect to all inputs that are floats.\n";
        MethodSpec.Builder method = typed("inputGradient", TypeName.VOID, javadoc);
        CodeBlock.Builder body = CodeBlock.builder();
        for (CallPlan.Input input : call.floatInputs()) {
            method.addParameter(input.argument());
            body.addStatement("giveInputGradient($L, $L)", call.inputs().indexOf(input), input.variable());
        }
        return Members.guarded(method, body.build());
    }

    // @Override
    // protected void copyOutput(int number, float[] into, int at) {
    //     int batch = requireForward();
    //     if (number == 0) {
    //         int boxesBiasedAt = 64 + 32 * capacity;
    //         outputBoxesExport(memory, boxesBiasedAt, into, at, batch);
    //     }
    //     …
    // }
    private MethodSpec copyOutput() {
        MethodSpec.Builder method = copying("copyOutput", "requireForward");
        for (int i = 0; i < call.outputs().size(); i++) {
            method.beginControlFlow("if (number == $L)", i)
                    .addCode(KernelCallWriter.calls(training.outputs().get(i)))
                    .endControlFlow();
        }
        return method.build();
    }

    // An input that no loss depends on has a gradient of zeros:
    //
    //     if (number == 1) {
    //         Arrays.fill(into, at, at + batch * EXTRA_SIZE, 0f);
    //     }
    private MethodSpec copyInputGradient() {
        MethodSpec.Builder method = copying("copyInputGradient", "requireBackward");
        if (!training.inputGradients().generated()) {
            return method.addStatement(
                            "throw new IllegalStateException($S)",
                            "this class was generated without the gradients of its inputs")
                    .build();
        }
        for (int i = 0; i < call.inputs().size(); i++) {
            CallPlan.Input input = call.inputs().get(i);
            if (input.holdsTokens()) {
                continue;
            }
            List<KernelCall> calls = training.inputGradients().calls().get(i);
            method.beginControlFlow("if (number == $L)", i);
            if (calls.isEmpty()) {
                method.addComment("no loss depends on this input")
                        .addStatement(
                                "$T.fill(into, at, at + batch * $L, 0f)",
                                RuntimeTypes.ARRAY_METHODS,
                                input.size().perStep() > 1
                                        ? "(" + input.size().ofACall() + ")"
                                        : input.size().ofACall());
            } else {
                method.addCode(KernelCallWriter.calls(calls));
            }
            method.endControlFlow();
        }
        return method.build();
    }

    private MethodSpec.Builder copying(String name, String required) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PROTECTED)
                .addParameter(TypeName.INT, "number")
                .addParameter(RuntimeTypes.floats("into"))
                .addParameter(TypeName.INT, "at")
                .addStatement("int batch = $L()", required)
                .addCode(Members.steps(call))
                .addStatement("$T part = whole(batch)", RuntimeTypes.PART);
    }

    private CodeBlock given() {
        List<CodeBlock> arrays = new ArrayList<>();
        for (int i = 0; i < call.inputs().size(); i++) {
            arrays.add(CodeBlock.of("arrays.$L($L)", call.inputs().get(i).holdsTokens() ? "tokens" : "floats", i));
        }
        return CodeBlock.join(arrays, ",$W");
    }

    private CodeBlock results() {
        return each("output");
    }

    private CodeBlock each(String kind) {
        List<CodeBlock> arrays = new ArrayList<>();
        for (int i = 0; i < call.outputs().size(); i++) {
            arrays.add(CodeBlock.of("arrays.$L($L)", kind, i));
        }
        return CodeBlock.join(arrays, ",$W");
    }
}
