package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.lamina.compiler.emit.ChooserPlan.PassedCall;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Prints the class that chooses between two others when it is loaded, and passes every call on. */
public final class ChooserWriter {
    private final ChooserPlan plan;
    private final TypeName kind;

    private ChooserWriter(ChooserPlan plan) {
        this.plan = plan;
        this.kind = plan.type().kind();
    }

    /** The source text; the same plan gives the same text. */
    public static String write(ChooserPlan plan) {
        return JavaFile.builder(plan.type().packageName(), new ChooserWriter(plan).type())
                .skipJavaLangImports(true)
                .indent("    ")
                .build()
                .toString();
    }

    // /** What the plan says of the model. */
    // @Generated("dev.lamina.compiler")
    // public final class Iris implements Classifier {
    //     private final Classifier chosen;
    private TypeSpec type() {
        TypeSpec.Builder type = TypeSpec.classBuilder(plan.type().className())
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addAnnotation(Members.GENERATED);
        plan.type().interfaces().forEach(type::addSuperinterface);
        plan.type().javadoc().forEach(line -> type.addJavadoc("$L\n", line));
        plan.constants().forEach(constant -> type.addField(Members.constant(constant)));
        type.addField(vector());
        type.addField(kind, "chosen", Modifier.PRIVATE, Modifier.FINAL);
        type.addMethod(predictor());
        type.addMethod(trainer());
        type.addMethod(newParameters());
        type.addMethod(newTrainingState());
        type.addMethods(Members.loads(plan.type()));
        plan.calls().forEach(call -> type.addMethod(passOn(call)));
        return type.build();
    }

    // private static final boolean VECTOR = VectorChoice.isPossible(Iris.class);
    private FieldSpec vector() {
        return FieldSpec.builder(TypeName.BOOLEAN, "VECTOR", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .addJavadoc("Decided once: the other class is never touched, for Java may be unable to load it.\n")
                .initializer(
                        "$T.$L($N.class)",
                        RuntimeTypes.runtime("VectorChoice"),
                        plan.selectable() ? "isTaken" : "isPossible",
                        plan.type().className())
                .build();
    }

    private MethodSpec predictor() {
        return constructor(
                "For predicting, up to {@code capacity} samples a call.\n",
                List.of(
                        RuntimeTypes.argument(RuntimeTypes.PARAMETERS, "parameters"),
                        RuntimeTypes.argument(TypeName.INT, "capacity")));
    }

    private MethodSpec trainer() {
        return constructor(
                "For training too, up to {@code capacity} samples a step.\n",
                List.of(
                        RuntimeTypes.argument(RuntimeTypes.PARAMETERS, "parameters"),
                        RuntimeTypes.argument(RuntimeTypes.STATE, "state"),
                        RuntimeTypes.argument(TypeName.INT, "capacity")));
    }

    // public Iris(Parameters parameters, int capacity) {
    //     if (VECTOR) {
    //         chosen = new IrisVector(parameters, capacity);
    //     } else {
    //         chosen = new IrisScalar(parameters, capacity);
    //     }
    // }
    private MethodSpec constructor(String javadoc, List<ParameterSpec> arguments) {
        CodeBlock names = names(arguments);
        return MethodSpec.constructorBuilder()
                .addJavadoc(javadoc)
                .addModifiers(Modifier.PUBLIC)
                .addParameters(arguments)
                .beginControlFlow("if (VECTOR)")
                .addStatement("chosen = new $T($L)", plan.vectorClass(), names)
                .nextControlFlow("else")
                .addStatement("chosen = new $T($L)", plan.scalarClass(), names)
                .endControlFlow()
                .build();
    }

    // public static Parameters newParameters(long seed) {
    //     return IrisScalar.newParameters(seed);
    // }
    private MethodSpec newParameters() {
        return MethodSpec.methodBuilder("newParameters")
                .addJavadoc("New parameters with first values drawn for a seed; the same for both classes.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(RuntimeTypes.PARAMETERS)
                .addParameter(TypeName.LONG, "seed")
                .addStatement("return $T.newParameters(seed)", plan.scalarClass())
                .build();
    }

    // public static TrainingState newTrainingState() {
    //     return IrisScalar.newTrainingState();
    // }
    private MethodSpec newTrainingState() {
        return MethodSpec.methodBuilder("newTrainingState")
                .addJavadoc("The state before the first step, with the model file's seed and learning rate.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(RuntimeTypes.STATE)
                .addStatement("return $T.newTrainingState()", plan.scalarClass())
                .build();
    }

    // @Override
    // public int classOf(float[] x) {
    //     return chosen.classOf(x);
    // }
    //
    // @Override
    // public int stateSize() {
    //     return ((Recurrent) chosen).stateSize();
    // }
    private static MethodSpec passOn(PassedCall call) {
        CodeBlock to =
                call.as().map(type -> CodeBlock.of("(($T) chosen)", type)).orElse(CodeBlock.of("chosen"));
        return Members.override(call.name(), call.returned())
                .addParameters(call.arguments())
                .addStatement(
                        call.returned().equals(TypeName.VOID) ? "$L.$L($L)" : "return $L.$L($L)",
                        to,
                        call.name(),
                        names(call.arguments()))
                .build();
    }

    private static CodeBlock names(List<ParameterSpec> arguments) {
        return CodeBlock.join(
                arguments.stream().map(each -> CodeBlock.of("$N", each)).toList(), ", ");
    }
}
