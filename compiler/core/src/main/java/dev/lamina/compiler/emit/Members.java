package dev.lamina.compiler.emit;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.runtime.GroundTruth;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Names of the runtime, and beginnings of methods, that several writers share. */
final class Members {
    static final TypeName FLOATS = ArrayTypeName.of(TypeName.FLOAT);
    static final TypeName INTS = ArrayTypeName.of(TypeName.INT);
    static final String RUNTIME = "dev.lamina.runtime";
    static final ClassName PARAMETERS = ClassName.get(RUNTIME, "Parameters");
    static final ClassName WEIGHTS = ClassName.get(RUNTIME, "WeightsSource");
    static final ClassName STATE = ClassName.get(RUNTIME, "TrainingState");
    static final ClassName CHECKS = ClassName.get(RUNTIME, "Checks");
    static final ClassName VIEW = ClassName.get(RUNTIME, "TensorView");
    static final AnnotationSpec GENERATED = AnnotationSpec.builder(ClassName.get(RUNTIME, "Generated"))
            .addMember("value", "$S", "dev.lamina.compiler")
            .build();
    static final ClassName INITIALIZER = ClassName.get(RUNTIME, "Initializer");

    /** The arrays of a recurrent network, by the names of their getters. */
    static final List<String> STATES =
            List.of("initialState", "finalState", "initialStateGradient", "finalStateGradient");

    static final ClassName ARCHITECTURE = ClassName.get(RUNTIME, "Architecture");
    static final ClassName BASE = ClassName.get(RUNTIME, "GeneratedNetwork");
    static final ClassName FACTS = BASE.nestedClass("Facts");

    /** The fields of the base class that a generated class reads. */
    static final List<String> INHERITED = List.of(
            "parameters",
            "weights",
            "gradients",
            "gradientValues",
            "state",
            "capacity",
            "memory",
            "samples",
            "gradientsReady");

    static final ClassName LENGTHS = ClassName.get(RUNTIME, "Lengths");
    static final ClassName CARRIED = ClassName.get(RUNTIME, "RecurrentState");
    static final ClassName SEQUENCE = ClassName.get(RUNTIME, "SequenceNetwork");
    static final ClassName RECURRENT = ClassName.get(RUNTIME, "Recurrent");

    private Members() {}

    /** The interface of a generated class. */
    static TypeName face(ClassPlan plan) {
        String face = switch (plan.truth()) {
            case LABELS -> "Classifier";
            case TARGET -> "Regressor";
            case NONE -> "Transform";
        };
        return ClassName.get(RUNTIME, plan.takesTokens() ? "Token" + face : face);
    }

    /** Whether a prediction is of one class, not of one for each step. */
    static boolean hasOneLabel(ClassPlan plan) {
        return plan.truth() == GroundTruth.LABELS && plan.labels().perSample() == 1 && plan.outputsPerStep() == 0;
    }

    /** A method whose body no two threads are in at once. */
    static MethodSpec guarded(MethodSpec.Builder method, CodeBlock body) {
        return method.addStatement("begin()")
                .beginControlFlow("try")
                .addCode(body)
                .nextControlFlow("finally")
                .addStatement("end()")
                .endControlFlow()
                .build();
    }

    /** Declares how many steps a call has, where that is a question. */
    static CodeBlock steps(ClassPlan plan) {
        return plan.hasLength() ? CodeBlock.of("int steps = lengths.of(batch);\n") : CodeBlock.of("");
    }

    /** What a call does first: it checks the batch and the input, and scales the input. */
    static CodeBlock checkInput(ClassPlan plan) {
        String input = plan.inputName();
        String written = plan.named().written();
        CodeBlock.Builder code = CodeBlock.builder()
                .addStatement("$T.batch(batch, capacity)", CHECKS)
                .add(steps(plan));
        if (plan.takesTokens()) {
            return code.addStatement("$T.tokens($S, $L, batch, $L, VOCABULARY)", CHECKS, written, input, plan.input())
                    .build();
        }
        return plan.hasLength()
                ? code.addStatement(
                                "$L = input($S, $L, batch, steps, $L, lengths.ofSamples())",
                                input,
                                written,
                                input,
                                plan.inputsPerStep())
                        .build()
                : code.addStatement("$L = input($S, $L, batch, INPUT_SIZE)", input, written, input)
                        .build();
    }

    /** Gives what a prediction returned its own scale again, where a target can have been scaled. */
    static CodeBlock unscale(ClassPlan plan, CodeBlock perSample) {
        return plan.truth() == GroundTruth.TARGET
                ? CodeBlock.of("unscale(into, batch * $L);\n", perSample)
                : CodeBlock.of("");
    }

    /** The array that a caller hands in as input. */
    static ParameterSpec input(ClassPlan plan) {
        return ParameterSpec.builder(plan.takesTokens() ? INTS : FLOATS, plan.inputName())
                .build();
    }

    static ParameterSpec floats(String name) {
        return ParameterSpec.builder(FLOATS, name).build();
    }

    /** The interface of a class that streams. */
    static ClassName streaming(ClassPlan plan) {
        return ClassName.get(RUNTIME, plan.takesTokens() ? "TokenStreaming" : "Streaming");
    }

    /** What a generated class is besides. */
    static List<TypeName> more(ClassPlan plan) {
        if (plan.streams()) {
            return List.of(streaming(plan));
        }
        List<TypeName> more = new ArrayList<>();
        if (plan.stateFloats() > 0) {
            more.add(RECURRENT);
        }
        if (plan.hasLength()) {
            more.add(SEQUENCE);
        }
        return more;
    }

    /** The sizes that a class tells. */
    static List<FieldSpec> constants(ClassPlan plan) {
        List<FieldSpec> all = new ArrayList<>(List.of(
                constant(
                        "INPUT_SIZE",
                        plan.inputSize(),
                        (plan.takesTokens() ? "Tokens" : "Floats") + " of one sample of " + plan.inputName() + "."),
                constant("OUTPUT_SIZE", plan.outputSize(), "Floats of one sample of the output."),
                constant(
                        "PARAMETER_FLOATS",
                        plan.parameterFloats(),
                        "Floats of all parameters, padding between them included."),
                constant("BATCH", plan.training().batch(), "Samples of a training step, as the model file says."),
                constant("EPOCHS", plan.training().epochs(), "Passes over the data, as the model file says.")));
        if (plan.hasLength()) {
            all.add(constant("STEPS", plan.steps(), "The most steps of a sequence."));
        }
        if (plan.takesTokens()) {
            all.add(constant("VOCABULARY", plan.vocabulary(), "How many different tokens there are."));
        }
        if (plan.truth() == GroundTruth.LABELS) {
            all.add(constant("CLASSES", plan.labels().classes(), "How many different labels there are."));
            all.add(constant("LABEL_SIZE", plan.labels().perSample(), "Labels of one sample."));
        }
        if (plan.stateFloats() > 0) {
            all.add(constant(
                    "STATE_SIZE", plan.stateFloats(), "Floats of one sample of the state that steps carry on."));
        }
        return all;
    }

    private static FieldSpec constant(String name, int value, String javadoc) {
        return FieldSpec.builder(TypeName.INT, name, Modifier.PUBLIC, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc("$L\n", javadoc)
                .initializer("$L", value)
                .build();
    }

    /** The methods that make a network for predicting, of weights from anywhere. */
    static List<MethodSpec> loads(String packageName, String className) {
        ClassName type = ClassName.get(packageName, className);
        return List.of(
                load(type, ClassName.get("java.nio.file", "Path"))
                        .addJavadoc("For predicting one sample a call, with weights from a safetensors file.\n")
                        .addStatement("return load($T.of(weights))", WEIGHTS)
                        .build(),
                load(type, WEIGHTS)
                        .addJavadoc("As above, with weights from the class path, a stream, an array or a file.\n")
                        .addStatement("$T parameters = newParameters(0)", PARAMETERS)
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

    static MethodSpec.Builder override(String name, TypeName returned) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(returned);
    }

    static MethodSpec getter(String name, TypeName returned, CodeBlock value) {
        return override(name, returned).addStatement("return $L", value).build();
    }
}
