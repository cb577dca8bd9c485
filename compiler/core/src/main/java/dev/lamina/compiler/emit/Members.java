package dev.lamina.compiler.emit;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import java.util.List;
import java.util.function.Function;
import javax.lang.model.element.Modifier;

/** Pieces of Java that several writers print. */
final class Members {
    static final AnnotationSpec GENERATED = AnnotationSpec.builder(RuntimeTypes.runtime("Generated"))
            .addMember("value", "$S", "dev.lamina.compiler")
            .build();

    private Members() {}

    // A method that no two threads are in at once:
    //
    //   begin();
    //   try {
    //       …
    //   } finally {
    //       end();
    //   }
    static MethodSpec guarded(MethodSpec.Builder method, CodeBlock body) {
        return method.addStatement("begin()")
                .beginControlFlow("try")
                .addCode(body)
                .nextControlFlow("finally")
                .addStatement("end()")
                .endControlFlow()
                .build();
    }

    // Forgets the last forward pass, whose values the call overwrites:
    //
    //   samples = 0;
    static CodeBlock forget(ClassPlan plan) {
        return CodeBlock.of(plan.trains() ? "samples = 0;\n" : "");
    }

    // The number of time steps of a call, if it may have fewer than the model file says:
    //
    //   int steps = lengths.of(batch);
    static CodeBlock steps(CallPlan call) {
        return call.sequences().hasLength() ? CodeBlock.of("int steps = lengths.of(batch);\n") : CodeBlock.of("");
    }

    // The first statements of a call: they check the batch and the inputs, and scale the input.
    //
    //   Checks.batch(batch, capacity);
    //   x = input("x", x, batch, INPUT_SIZE);
    //
    // The last line differs for sequences of several lengths, and for tokens:
    //
    //   x = input("x", x, batch, steps, 3, lengths.ofSamples());
    //   Checks.tokens("text", text, batch, steps, VOCABULARY);
    static CodeBlock checkInputs(CallPlan call) {
        CodeBlock.Builder code = CodeBlock.builder()
                .addStatement("$T.batch(batch, capacity)", RuntimeTypes.CHECKS)
                .add(steps(call));
        call.inputs().forEach(input -> code.add(checkInput(input)));
        return code.build();
    }

    private static CodeBlock checkInput(CallPlan.Input input) {
        if (input.holdsTokens()) {
            return checkTokens(input, input.size().ofACall());
        }
        return input.size().perStep() > 0
                ? CodeBlock.builder()
                        .addStatement(
                                "$L = input($S, $L, batch, steps, $L, lengths.ofSamples())",
                                input.variable(),
                                input.name(),
                                input.variable(),
                                input.size().perStep())
                        .build()
                : checkFloats(input, input.size().ofACall());
    }

    /** @param perSample the number of floats of a sample, as a Java expression */
    static CodeBlock checkFloats(CallPlan.Input input, String perSample) {
        return CodeBlock.builder()
                .addStatement(
                        "$L = input($S, $L, batch, $L)", input.variable(), input.name(), input.variable(), perSample)
                .build();
    }

    /** @param perSample the number of tokens of a sample, as a Java expression */
    static CodeBlock checkTokens(CallPlan.Input input, String perSample) {
        return CodeBlock.builder()
                .addStatement(
                        "$T.tokens($S, $L, batch, $L, $L)",
                        RuntimeTypes.CHECKS,
                        input.name(),
                        input.variable(),
                        perSample,
                        input.vocabulary().name())
                .build();
    }

    // The checks of the arrays that receive the outputs of a call.
    static CodeBlock checkResults(CallPlan call, Function<CallPlan.SampleSize, Object> perSample) {
        CodeBlock.Builder code = CodeBlock.builder();
        call.outputs()
                .forEach(output ->
                        code.add(checkLength(output.message(), output.result(), perSample.apply(output.size()))));
        return code.build();
    }

    /** The names of arguments, as a call has them. */
    static CodeBlock names(List<ParameterSpec> arguments) {
        return CodeBlock.join(
                arguments.stream().map(each -> CodeBlock.of("$N", each)).toList(), ", ");
    }

    // A check of the length of an array of the caller:
    //
    //   Checks.length("output", into.length, batch, OUTPUT_SIZE);
    static CodeBlock checkLength(String what, String array, Object perSample) {
        return CodeBlock.builder()
                .addStatement("$T.length($S, $L.length, batch, $L)", RuntimeTypes.CHECKS, what, array, perSample)
                .build();
    }

    // Scales predictions back, if the weights may be those of scaled targets:
    //
    //   unscale(into, batch * OUTPUT_SIZE);
    //
    // The statement of one of several outputs begins with its number:
    //
    //   unscale(0, boxes, batch * BOXES_SIZE);
    static CodeBlock unscale(CallPlan call, Function<CallPlan.SampleSize, Object> perSample) {
        CodeBlock.Builder code = CodeBlock.builder();
        for (int i = 0; i < call.outputs().size(); i++) {
            CallPlan.Output output = call.outputs().get(i);
            if (output.mayBeScaled()) {
                code.addStatement(
                        "unscale($L$L, batch * $L)",
                        call.isMulti() ? i + ", " : "",
                        output.result(),
                        perSample.apply(output.size()));
            }
        }
        return code.build();
    }

    // A public constant that is a size:
    //
    //   /** Floats of one sample of x. */
    //   public static final int INPUT_SIZE = 4;
    static FieldSpec constant(StoragePlan.Constant constant) {
        return FieldSpec.builder(TypeName.INT, constant.name(), Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc("$L\n", constant.javadoc())
                .initializer("$L", constant.value())
                .build();
    }

    // The methods that load a network for prediction, with weights from any source:
    //
    //   public static Iris load(Path weights) {
    //       return load(WeightsSource.of(weights));
    //   }
    //
    //   public static Iris load(WeightsSource weights) {
    //       Parameters parameters = zeroParameters();
    //       parameters.read(weights);
    //       return new Iris(parameters, 1);
    //   }
    //
    // owner: the class with its parameters, and a dot; nothing if it is this class
    static List<MethodSpec> loads(TypePlan plan, CodeBlock owner) {
        ClassName type = ClassName.get(plan.packageName(), plan.className());
        return List.of(
                load(type, ClassName.get("java.nio.file", "Path"))
                        .addJavadoc("For predicting one sample a call, with weights from a safetensors file.\n")
                        .addStatement("return load($T.of(weights))", RuntimeTypes.WEIGHTS)
                        .build(),
                load(type, RuntimeTypes.WEIGHTS)
                        .addJavadoc("As above, with weights from the class path, a stream, an array or a file.\n")
                        .addStatement("$T parameters = $LzeroParameters()", RuntimeTypes.PARAMETERS, owner)
                        .addStatement("parameters.read(weights)")
                        .addStatement("return new $T(parameters, 1)", type)
                        .build());
    }

    private static MethodSpec.Builder load(ClassName type, ClassName source) {
        return MethodSpec.methodBuilder("load")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(type)
                .addParameter(source, "weights");
    }

    // The head of the method that makes the control of a training:
    //
    //   public static TrainingControl newTrainingControl(TrainingState state, int stepsPerEpoch) {
    static MethodSpec.Builder newTrainingControl() {
        return MethodSpec.methodBuilder("newTrainingControl")
                .addJavadoc("The schedule of the learning rate and the end of training, as the model file says.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(RuntimeTypes.CONTROL)
                .addParameter(RuntimeTypes.STATE, "state")
                .addParameter(TypeName.INT, "stepsPerEpoch");
    }

    static MethodSpec.Builder override(String name, TypeName returned) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(returned);
    }

    static MethodSpec getter(String name, TypeName returned, Object value) {
        return override(name, returned).addStatement("return $L", value).build();
    }
}
