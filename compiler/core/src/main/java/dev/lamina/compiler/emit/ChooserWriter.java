package dev.lamina.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.lamina.runtime.GroundTruth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Prints the class that chooses between two others when it is loaded, and passes every call on. */
public final class ChooserWriter {
    private static final ClassName CHOICE = ClassName.get(Members.RUNTIME, "VectorChoice");

    private final ChooserPlan plan;
    private final ClassPlan of;
    private final ClassName vector;
    private final ClassName scalar;
    private final TypeName face;

    private ChooserWriter(ChooserPlan plan) {
        this.plan = plan;
        this.of = plan.of();
        this.vector = ClassName.get(of.packageName(), plan.vectorClass());
        this.scalar = ClassName.get(of.packageName(), plan.scalarClass());
        this.face = Members.face(of);
    }

    /** The source text; the same plan gives the same text. */
    public static String write(ChooserPlan plan) {
        return JavaFile.builder(plan.of().packageName(), new ChooserWriter(plan).type())
                .skipJavaLangImports(true)
                .indent("    ")
                .build()
                .toString();
    }

    private TypeSpec type() {
        TypeSpec.Builder type = TypeSpec.classBuilder(plan.className())
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addSuperinterface(face);
        type.addAnnotation(Members.GENERATED);
        Members.more(of).forEach(type::addSuperinterface);
        plan.header().forEach(line -> type.addJavadoc("$L\n", Comments.safe(line)));
        type.addFields(Members.constants(of));
        type.addField(FieldSpec.builder(TypeName.BOOLEAN, "VECTOR", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc("Decided once: the other class is never touched, for Java may be unable to load it.\n")
                .initializer("$T.$L($N.class)", CHOICE, plan.selectable() ? "isTaken" : "isPossible", plan.className())
                .build());
        type.addField(face, "chosen", Modifier.PRIVATE, Modifier.FINAL);
        type.addMethod(constructor(
                "For predicting, up to {@code capacity} samples a call.\n",
                List.of(parameter(Members.PARAMETERS, "parameters"), parameter(TypeName.INT, "capacity"))));
        type.addMethod(constructor(
                "For training too, up to {@code capacity} samples a step.\n",
                List.of(
                        parameter(Members.PARAMETERS, "parameters"),
                        parameter(Members.STATE, "state"),
                        parameter(TypeName.INT, "capacity"))));
        type.addMethods(factories());
        type.addMethods(Members.loads(of.packageName(), plan.className()));
        type.addMethods(getters());
        type.addMethods(calculations());
        return type.build();
    }

    private MethodSpec constructor(String javadoc, List<ParameterSpec> parameters) {
        String names = parameters.stream().map(ParameterSpec::name).collect(Collectors.joining(", "));
        return MethodSpec.constructorBuilder()
                .addJavadoc(javadoc)
                .addModifiers(Modifier.PUBLIC)
                .addParameters(parameters)
                .beginControlFlow("if (VECTOR)")
                .addStatement("chosen = new $T($L)", vector, names)
                .nextControlFlow("else")
                .addStatement("chosen = new $T($L)", scalar, names)
                .endControlFlow()
                .build();
    }

    private List<MethodSpec> factories() {
        return List.of(
                MethodSpec.methodBuilder("newParameters")
                        .addJavadoc("New parameters with first values drawn for a seed; the same for both classes.\n")
                        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                        .returns(Members.PARAMETERS)
                        .addParameter(TypeName.LONG, "seed")
                        .addStatement("return $T.newParameters(seed)", scalar)
                        .build(),
                MethodSpec.methodBuilder("newTrainingState")
                        .addJavadoc("The state before the first step, with the model file's seed and learning rate.\n")
                        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                        .returns(Members.STATE)
                        .addStatement("return $T.newTrainingState()", scalar)
                        .build());
    }

    private List<MethodSpec> getters() {
        List<MethodSpec> all = new ArrayList<>();
        all.add(passOn("parameters", Members.PARAMETERS));
        all.add(passOn("capacity", TypeName.INT));
        all.add(passOn("inputSize", TypeName.INT));
        all.add(passOn("outputSize", TypeName.INT));
        if (of.takesTokens()) {
            all.add(passOn("vocabulary", TypeName.INT));
        }
        if (of.truth() == GroundTruth.LABELS) {
            all.add(passOn("classes", TypeName.INT));
            all.add(passOn("labelSize", TypeName.INT));
        }
        if (of.stateFloats() > 0) {
            all.add(also(Members.RECURRENT, "stateSize", TypeName.INT));
            Members.STATES.forEach(state -> all.add(also(Members.RECURRENT, state, Members.FLOATS)));
            all.add(also(Members.RECURRENT, "newState", Members.CARRIED, parameter(TypeName.INT, "samples")));
        }
        if (of.hasLength()) {
            all.add(also(Members.SEQUENCE, "steps", TypeName.INT));
            all.add(also(Members.SEQUENCE, "length", TypeName.INT));
        }
        all.add(passOn("gradients", Members.PARAMETERS));
        all.add(passOn("state", Members.STATE));
        return all;
    }

    /** The field has the type of the model's kind; what it is besides is known here. */
    private static MethodSpec also(ClassName what, String name, TypeName returned, ParameterSpec... parameters) {
        return passOn(CodeBlock.of("(($T) chosen)", what), name, returned, parameters);
    }

    private List<MethodSpec> calculations() {
        boolean hasLoss = of.truth() != GroundTruth.NONE;
        ParameterSpec input = Members.input(of);
        ParameterSpec batch = parameter(TypeName.INT, "batch");
        ParameterSpec[] given = TrainingWriter.given(of).toArray(ParameterSpec[]::new);
        List<MethodSpec> all = new ArrayList<>();
        if (of.hasLength()) {
            all.add(also(Members.SEQUENCE, "length", TypeName.VOID, parameter(TypeName.INT, "length")));
            ParameterSpec each = parameter(Members.INTS, "each");
            all.add(also(Members.SEQUENCE, "lengths", TypeName.VOID, each, batch));
        }
        if (of.streams()) {
            ParameterSpec carried =
                    ParameterSpec.builder(Members.CARRIED, "carried").build();
            ParameterSpec into = Members.floats("into");
            all.add(also(Members.streaming(of), "step", TypeName.VOID, input, carried, into));
        }
        all.add(passOn("predict", TypeName.VOID, input, batch, Members.floats("into")));
        if (Members.hasOneLabel(of)) {
            all.add(passOn("classOf", TypeName.INT, input));
        }
        all.add(passOn("training", TypeName.VOID, parameter(TypeName.BOOLEAN, "dropoutOn")));
        all.add(passOn("forward", hasLoss ? TypeName.FLOAT : TypeName.VOID, given));
        if (hasLoss) {
            all.add(passOn("backward", TypeName.VOID));
        } else {
            all.add(passOn("backward", TypeName.VOID, Members.floats("outputGradient")));
        }
        all.add(passOn("update", TypeName.VOID));
        if (hasLoss) {
            all.add(passOn("trainStep", TypeName.FLOAT, given));
        }
        all.add(passOn("output", TypeName.VOID, Members.floats("into")));
        all.add(passOn("inputGradient", TypeName.VOID, Members.floats("into")));
        return all;
    }

    private static MethodSpec passOn(String name, TypeName returned, ParameterSpec... parameters) {
        return passOn(CodeBlock.of("chosen"), name, returned, parameters);
    }

    private static MethodSpec passOn(CodeBlock to, String name, TypeName returned, ParameterSpec... parameters) {
        CodeBlock arguments = CodeBlock.join(
                List.of(parameters).stream()
                        .map(each -> CodeBlock.of("$N", each))
                        .toList(),
                ", ");
        return Members.override(name, returned)
                .addParameters(List.of(parameters))
                .addStatement(returned.equals(TypeName.VOID) ? "$L.$L($L)" : "return $L.$L($L)", to, name, arguments)
                .build();
    }

    private static ParameterSpec parameter(TypeName type, String name) {
        return ParameterSpec.builder(type, name).build();
    }
}
