package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.lamina.compiler.emit.KernelsPlan.CommentedKernel;
import dev.lamina.compiler.graph.Peak;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Prints a class plan as Java source: constants, fields, construction, prediction, training, layers, kernels. */
public final class ClassWriter {
    private final ClassPlan plan;
    private final CallPlan call;

    private ClassWriter(ClassPlan plan) {
        this.plan = plan;
        this.call = plan.call();
    }

    /** The source text; the same plan gives the same text. */
    public static String write(ClassPlan plan) {
        TypeSpec type = new ClassWriter(plan).type();
        JavaFile.Builder file = JavaFile.builder(plan.type().packageName(), type)
                .skipJavaLangImports(true)
                .indent("    ");
        if (plan.kernels().vector()) {
            VectorFields.importStatically(file, type.methodSpecs());
        }
        return file.build().toString();
    }

    // /** What the plan says of the model. */
    // @Generated("dev.lamina.compiler")
    // public final class Iris extends GeneratedNetwork implements Classifier {
    private TypeSpec type() {
        TypeSpec.Builder type = TypeSpec.classBuilder(plan.type().className()).superclass(RuntimeTypes.BASE);
        if (plan.type().isPublic()) {
            type.addModifiers(Modifier.PUBLIC);
        }
        type.addModifiers(Modifier.FINAL).addAnnotation(Members.GENERATED);
        plan.type().interfaces().forEach(type::addSuperinterface);
        plan.type().javadoc().forEach(line -> type.addJavadoc("$L\n", line));
        type.addFields(fields());
        type.addMethods(construction());
        type.addMethods(getters());
        type.addMethods(new PredictionWriter(plan).methods());
        type.addMethods(new TrainingWriter(plan).methods());
        plan.layerMethods().forEach(method -> type.addMethod(LayerMethodWriter.method(method)));
        plan.kernels().kernels().forEach(kernel -> type.addMethods(kernel(kernel)));
        return type.build();
    }

    private List<FieldSpec> fields() {
        List<FieldSpec> all = new ArrayList<>();
        plan.storage().constants().forEach(constant -> all.add(Members.constant(constant)));
        if (plan.kernels().vector()) {
            all.addAll(VectorFields.fields());
        }
        all.add(facts());
        plan.storage().fields().forEach(field -> all.add(field(field)));
        return all;
    }

    // private static final GeneratedNetwork.Facts FACTS = new GeneratedNetwork.Facts(
    //         "Iris", PARAMETER_FLOATS, INPUT_SIZE, OUTPUT_SIZE, 2, true);
    private FieldSpec facts() {
        return FieldSpec.builder(
                        RuntimeTypes.FACTS, StoragePlan.FACTS, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(
                        "new $T($S,$WPARAMETER_FLOATS, INPUT_SIZE, OUTPUT_SIZE, $L, $L)",
                        RuntimeTypes.FACTS,
                        call.model(),
                        plan.training().start().moments(),
                        plan.kernels().vector())
                .build();
    }

    // private final int[] labels;
    // private boolean dropout = true;
    private static FieldSpec field(StoragePlan.Field field) {
        FieldSpec.Builder spec = FieldSpec.builder(field.type(), field.name(), Modifier.PRIVATE);
        return field.isFinal()
                ? spec.addModifiers(Modifier.FINAL).build()
                : spec.initializer(field.value()).build();
    }

    private List<MethodSpec> construction() {
        List<MethodSpec> all = new ArrayList<>();
        all.add(predictor());
        all.add(trainer());
        all.add(constructor());
        all.addAll(new ParametersWriter(call.model(), plan.parameters()).methods());
        all.add(newTrainingState());
        if (plan.type().isPublic()) {
            all.addAll(Members.loads(plan.type()));
        }
        return all;
    }

    // public Iris(Parameters parameters, int capacity) {
    //     this(parameters, null, capacity, Checks.workspace(0, 48, capacity));
    // }
    private MethodSpec predictor() {
        return publicConstructor("For predicting, up to {@code capacity} samples a call.\n")
                .addParameter(TypeName.INT, "capacity")
                .addStatement(
                        "this(parameters, null, capacity, $L)",
                        workspace(plan.storage().predicting()))
                .build();
    }

    // public Iris(Parameters parameters, TrainingState state, int capacity) {
    //     this(parameters, state, capacity, Checks.workspace(64, 96, capacity));
    // }
    private MethodSpec trainer() {
        return publicConstructor("For training too, up to {@code capacity} samples a step.\n")
                .addParameter(RuntimeTypes.STATE, "state")
                .addParameter(TypeName.INT, "capacity")
                .addStatement(
                        "this(parameters, state, capacity, $L)",
                        workspace(plan.storage().training()))
                .build();
    }

    private static MethodSpec.Builder publicConstructor(String javadoc) {
        return MethodSpec.constructorBuilder()
                .addJavadoc(javadoc)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(RuntimeTypes.PARAMETERS, "parameters");
    }

    private static CodeBlock workspace(Peak peak) {
        return CodeBlock.of(
                "$T.workspace($L, $L, capacity)", RuntimeTypes.CHECKS, peak.fixedFloats(), peak.sampleFloats());
    }

    // private Iris(Parameters parameters, TrainingState state, int capacity, int floats) {
    //     super(FACTS, parameters, state, capacity, floats);
    //     this.labels = state == null ? null : new int[capacity * LABEL_SIZE];
    // }
    private MethodSpec constructor() {
        MethodSpec.Builder constructor = MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PRIVATE)
                .addParameter(RuntimeTypes.PARAMETERS, "parameters")
                .addParameter(RuntimeTypes.STATE, "state")
                .addParameter(TypeName.INT, "capacity")
                .addParameter(TypeName.INT, "floats")
                .addStatement("super($L, parameters, state, capacity, floats)", StoragePlan.FACTS);
        plan.storage()
                .created()
                .forEach(field -> constructor.addStatement("this.$L = $L", field.name(), field.value()));
        return constructor.build();
    }

    // public static TrainingState newTrainingState() {
    //     return new TrainingState(1L, 0.01f, PARAMETER_FLOATS, PARAMETER_FLOATS);
    // }
    private MethodSpec newTrainingState() {
        TrainingPlan.Start start = plan.training().start();
        return MethodSpec.methodBuilder("newTrainingState")
                .addJavadoc("The state before the first step, with the model file's seed and learning rate.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(RuntimeTypes.STATE)
                .addStatement(
                        "return new $T($LL, $Lf, $L, $L)",
                        RuntimeTypes.STATE,
                        start.seed(),
                        start.rate(),
                        start.moments() > 0 ? "PARAMETER_FLOATS" : "0",
                        start.moments() > 1 ? "PARAMETER_FLOATS" : "0")
                .build();
    }

    // @Override
    // public int classes() {
    //     return CLASSES;
    // }
    private List<MethodSpec> getters() {
        List<MethodSpec> all = new ArrayList<>();
        size("inputSize", call.input().size(), all);
        size("outputSize", call.output().size(), all);
        if (call.input().holdsTokens()) {
            all.add(Members.getter("vocabulary", TypeName.INT, "VOCABULARY"));
        }
        if (call.output().labels().isPresent()) {
            all.add(Members.getter("classes", TypeName.INT, "CLASSES"));
        }
        if (call.sequences().hasStates()) {
            all.add(Members.getter("stateSize", TypeName.INT, "STATE_SIZE"));
            all.add(newState());
            StoragePlan.STATES.forEach(state -> all.add(Members.getter(state, RuntimeTypes.FLOATS, state)));
        }
        if (call.sequences().hasLength()) {
            all.add(Members.getter("steps", TypeName.INT, "STEPS"));
            all.add(Members.getter("length", TypeName.INT, "lengths.length()"));
            all.addAll(setters());
        }
        return all;
    }

    // @Override
    // public int inputSize() {
    //     return 3 * lengths.length();
    // }
    private static void size(String name, CallPlan.SampleSize size, List<MethodSpec> all) {
        if (size.perStep() > 0) {
            String times = size.perStep() == 1 ? "" : size.perStep() + " * ";
            all.add(Members.getter(name, TypeName.INT, times + "lengths.length()"));
        }
    }

    // @Override
    // public RecurrentState newState(int samples) {
    //     return new RecurrentState("Characters", samples, new RecurrentState.Part("gru1.h", 1, 16));
    // }
    private MethodSpec newState() {
        List<CodeBlock> parts = new ArrayList<>(List.of(CodeBlock.of("$S, samples", call.model())));
        call.sequences()
                .states()
                .forEach(state -> parts.add(CodeBlock.of(
                        "new $T($S, $L, $L)",
                        RuntimeTypes.CARRIED.nestedClass("Part"),
                        state.name(),
                        state.layers(),
                        state.hidden())));
        return Members.override("newState", RuntimeTypes.CARRIED)
                .addParameter(TypeName.INT, "samples")
                .addStatement("return new $T($L)", RuntimeTypes.CARRIED, CodeBlock.join(parts, ", "))
                .build();
    }

    // @Override
    // public void length(int length) {
    //     … lengths.setAll(length);
    //     samples = 0; …
    // }
    //
    // @Override
    // public void lengths(int[] each, int batch) {
    //     … lengths.set(each, batch);
    //     samples = 0; …
    // }
    private static List<MethodSpec> setters() {
        return List.of(
                Members.guarded(
                        Members.override("length", TypeName.VOID).addParameter(TypeName.INT, "length"),
                        CodeBlock.of("lengths.setAll(length);\nsamples = 0;\n")),
                Members.guarded(
                        Members.override("lengths", TypeName.VOID)
                                .addParameter(RuntimeTypes.INTS, "each")
                                .addParameter(TypeName.INT, "batch"),
                        CodeBlock.of("lengths.set(each, batch);\nsamples = 0;\n")));
    }

    // /** conv1: conv, then bias, giving float[batch, 6, 24, 24] */
    // private static void conv1Forward(float[] x, int xAt, float[] weight, int weightAt, …) {
    private static List<MethodSpec> kernel(CommentedKernel kernel) {
        List<MethodSpec> methods = new ArrayList<>(KernelWriter.write(kernel.kernel()));
        methods.set(
                0,
                methods.get(0).toBuilder().addJavadoc("$L\n", kernel.comment()).build());
        return methods;
    }
}
