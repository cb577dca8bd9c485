package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.pass.Launch;
import dev.lamina.compiler.pass.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Prints a class plan as Java source: constants, fields, construction, prediction, training, steps by layer, kernels. */
public final class ClassWriter {
    private static final Set<String> OWN_METHODS = Set.of(
            "predict",
            "forward",
            "backward",
            "update",
            "trainStep",
            "output",
            "inputGradient",
            "gradients",
            "state",
            "training",
            "parameters",
            "capacity",
            "inputSize",
            "outputSize",
            "steps",
            "length",
            "vocabulary",
            "lengths",
            "step",
            "stateSize",
            "newState",
            "classes",
            "labelSize",
            "newParameters",
            "newTrainingState");

    private final ClassPlan plan;
    private final StepWriter predicting;
    private final StepWriter trainer;

    private ClassWriter(ClassPlan plan) {
        this.plan = plan;
        Set<String> taken = new HashSet<>(OWN_METHODS);
        taken.addAll(plan.kernels().keySet());
        Set<String> fields = fields().stream().map(FieldSpec::name).collect(Collectors.toSet());
        this.predicting = new StepWriter(plan, plan.predicting(), plan.streams(), taken, fields);
        this.trainer = new StepWriter(plan, plan.trainer(), false, taken, fields);
    }

    /** The source text; the same plan gives the same text. */
    public static String write(ClassPlan plan) {
        TypeSpec type = new ClassWriter(plan).type();
        JavaFile.Builder file = JavaFile.builder(plan.packageName(), type)
                .skipJavaLangImports(true)
                .indent("    ");
        if (plan.vector()) {
            VectorFields.importStatically(file, type.methodSpecs());
        }
        return file.build().toString();
    }

    /** The methods for layers and directions that the source has: those that predict, then those that train. */
    public static List<StepMethod> stepMethods(ClassPlan plan) {
        ClassWriter writer = new ClassWriter(plan);
        writer.type();
        List<StepMethod> steps = new ArrayList<>(writer.predicting.stepMethods());
        steps.addAll(writer.trainer.stepMethods());
        return steps;
    }

    private TypeSpec type() {
        TypeSpec.Builder type = TypeSpec.classBuilder(plan.className()).addSuperinterface(Members.face(plan));
        if (plan.isPublic()) {
            type.addModifiers(Modifier.PUBLIC);
        }
        type.addModifiers(Modifier.FINAL);
        type.addAnnotation(Members.GENERATED);
        Members.more(plan).forEach(type::addSuperinterface);
        plan.header().forEach(line -> type.addJavadoc("$L\n", Comments.safe(line)));
        fields().forEach(type::addField);
        constructors().forEach(type::addMethod);
        new ParametersWriter(plan).methods().forEach(type::addMethod);
        type.addMethod(newTrainingState());
        getters().forEach(type::addMethod);
        if (plan.hasLength()) {
            type.addMethods(lengths());
        }
        if (plan.streams()) {
            type.addMethods(new StreamingWriter(plan, predicting, checkInput()).methods());
        } else {
            type.addMethod(predict());
        }
        type.addMethods(training());
        predicting.methods().forEach(type::addMethod);
        trainer.methods().forEach(type::addMethod);
        kernels().forEach(type::addMethod);
        return type.build();
    }

    private List<FieldSpec> fields() {
        List<FieldSpec> all = new ArrayList<>(Members.constants(plan));
        if (plan.vector()) {
            all.addAll(VectorFields.fields());
        }
        all.add(field(Members.PARAMETERS, "parameters"));
        all.add(field(Members.FLOATS, "weights"));
        all.add(field(Members.PARAMETERS, "gradients"));
        all.add(field(Members.FLOATS, "gradientValues"));
        all.add(field(Members.STATE, "state"));
        all.add(field(TypeName.INT, "capacity"));
        all.add(field(Members.FLOATS, "memory"));
        if (plan.rows() > 0) {
            all.add(field(Members.FLOATS, "rows"));
        }
        if (plan.stateFloats() > 0) {
            Members.STATES.forEach(state -> all.add(field(Members.FLOATS, state)));
        }
        if (plan.takesTokens()) {
            all.add(field(Members.INTS, "tokens"));
        }
        switch (plan.truth()) {
            case LABELS -> all.add(field(Members.INTS, "labels"));
            case TARGET -> all.add(field(Members.FLOATS, "target"));
            case GRADIENT -> {}
        }
        if (plan.hasLength()) {
            all.add(field(Members.LENGTHS, "lengths"));
        }
        if (plan.streams()) {
            all.add(field(Members.LENGTHS, "single"));
        }
        if (plan.drops()) {
            all.add(FieldSpec.builder(TypeName.BOOLEAN, "dropout", Modifier.PRIVATE)
                    .initializer("true")
                    .build());
        }
        all.add(FieldSpec.builder(TypeName.INT, "samples", Modifier.PRIVATE)
                .addJavadoc("The batch of the last forward pass; 0 if its values are gone.\n")
                .build());
        all.add(FieldSpec.builder(TypeName.BOOLEAN, "gradientsReady", Modifier.PRIVATE)
                .addJavadoc("Whether the last forward pass has been followed by a backward pass.\n")
                .build());
        return all;
    }

    private static FieldSpec field(TypeName type, String name) {
        return FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.FINAL).build();
    }

    private List<MethodSpec> constructors() {
        MethodSpec.Builder predictor = constructor("For predicting, up to {@code capacity} samples a call.\n")
                .addParameter(TypeName.INT, "capacity")
                .addStatement(
                        "this(parameters, null, capacity, $T.workspace($L, $L, capacity))",
                        Members.CHECKS,
                        plan.predicting().peak().fixedFloats(),
                        plan.predicting().peak().sampleFloats());
        int fixed = Math.max(
                plan.predicting().peak().fixedFloats(), plan.trainer().peak().fixedFloats());
        int perSample = Math.max(
                plan.predicting().peak().sampleFloats(), plan.trainer().peak().sampleFloats());
        MethodSpec.Builder training = constructor("For training too, up to {@code capacity} samples a step.\n")
                .addParameter(Members.STATE, "state")
                .addParameter(TypeName.INT, "capacity")
                .addStatement(
                        "this(parameters, state, capacity, $T.workspace($L, $L, capacity))",
                        Members.CHECKS,
                        fixed,
                        perSample);
        return List.of(predictor.build(), training.build(), shared());
    }

    private static MethodSpec.Builder constructor(String javadoc) {
        return MethodSpec.constructorBuilder()
                .addJavadoc(javadoc)
                .addModifiers(Modifier.PUBLIC)
                .addParameter(Members.PARAMETERS, "parameters");
    }

    private MethodSpec shared() {
        int moments = plan.training().moments();
        return MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PRIVATE)
                .addParameter(Members.PARAMETERS, "parameters")
                .addParameter(Members.STATE, "state")
                .addParameter(TypeName.INT, "capacity")
                .addParameter(TypeName.INT, "floats")
                .addStatement("$T.parameters(parameters, $S, PARAMETER_FLOATS)", Members.CHECKS, plan.modelName())
                .beginControlFlow("if (state != null)")
                .addStatement(
                        "$T.state(state, $L, $L)",
                        Members.CHECKS,
                        moments > 0 ? "PARAMETER_FLOATS" : "0",
                        moments > 1 ? "PARAMETER_FLOATS" : "0")
                .endControlFlow()
                .addStatement("this.parameters = parameters")
                .addStatement("this.weights = parameters.values()")
                .addStatement("this.gradients = state == null ? null : parameters.zeros()")
                .addStatement("this.gradientValues = state == null ? null : gradients.values()")
                .addStatement("this.state = state")
                .addStatement("this.capacity = capacity")
                .addStatement("this.memory = new float[floats]")
                .addCode(rows())
                .addCode(
                        plan.hasLength()
                                ? CodeBlock.of("this.lengths = new $T(STEPS, capacity);\n", Members.LENGTHS)
                                : CodeBlock.of(""))
                .addCode(
                        plan.streams()
                                ? CodeBlock.of("this.single = new $T(1, capacity);\n", Members.LENGTHS)
                                : CodeBlock.of(""))
                .addCode(copies())
                .addCode(states())
                .build();
    }

    /** What kernels work on beside values: less for predicting alone. */
    private CodeBlock rows() {
        int predicting = plan.rows(plan.predicting());
        if (plan.rows() == 0) {
            return CodeBlock.of("");
        }
        return predicting == plan.rows()
                ? CodeBlock.of("this.rows = new float[$L];\n", predicting)
                : CodeBlock.of("this.rows = new float[state == null ? $L : $L];\n", predicting, plan.rows());
    }

    private CodeBlock states() {
        CodeBlock.Builder code = CodeBlock.builder();
        for (String state : plan.stateFloats() > 0 ? Members.STATES : List.<String>of()) {
            code.addStatement(
                    state.endsWith("Gradient")
                            ? "this.$L = state == null ? null : new float[capacity * STATE_SIZE]"
                            : "this.$L = new float[capacity * STATE_SIZE]",
                    state);
        }
        return code.build();
    }

    /** What the backward direction reads once more is copied: the caller's array may change meanwhile. */
    private CodeBlock copies() {
        CodeBlock.Builder code = CodeBlock.builder();
        if (plan.takesTokens()) {
            code.addStatement("this.tokens = state == null ? null : new int[capacity * INPUT_SIZE]");
        }
        switch (plan.truth()) {
            case LABELS -> code.addStatement("this.labels = state == null ? null : new int[capacity * LABEL_SIZE]");
            case TARGET -> code.addStatement("this.target = state == null ? null : new float[capacity * OUTPUT_SIZE]");
            case GRADIENT -> {}
        }
        return code.build();
    }

    private MethodSpec newTrainingState() {
        ClassPlan.Training training = plan.training();
        return MethodSpec.methodBuilder("newTrainingState")
                .addJavadoc("The state before the first step, with the model file's seed and learning rate.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(Members.STATE)
                .addStatement(
                        "return new $T($LL, $Lf, $L, $L)",
                        Members.STATE,
                        training.seed(),
                        (float) training.rate(),
                        training.moments() > 0 ? "PARAMETER_FLOATS" : "0",
                        training.moments() > 1 ? "PARAMETER_FLOATS" : "0")
                .build();
    }

    private List<MethodSpec> getters() {
        List<MethodSpec> all = new ArrayList<>(List.of(
                Members.getter("parameters", Members.PARAMETERS, CodeBlock.of("parameters")),
                Members.getter("capacity", TypeName.INT, CodeBlock.of("capacity")),
                Members.getter("inputSize", TypeName.INT, sizeOf("INPUT_SIZE", plan.inputsPerStep())),
                Members.getter("outputSize", TypeName.INT, sizeOf("OUTPUT_SIZE", plan.outputsPerStep()))));
        if (plan.takesTokens()) {
            all.add(Members.getter("vocabulary", TypeName.INT, CodeBlock.of("VOCABULARY")));
        }
        if (plan.truth() == ClassPlan.Truth.LABELS) {
            all.add(Members.getter("classes", TypeName.INT, CodeBlock.of("CLASSES")));
            all.add(Members.getter("labelSize", TypeName.INT, sizeOf("LABEL_SIZE", plan.outputsPerStep() > 0 ? 1 : 0)));
        }
        if (plan.stateFloats() > 0) {
            all.add(Members.getter("stateSize", TypeName.INT, CodeBlock.of("STATE_SIZE")));
            all.add(newState());
            Members.STATES.forEach(state -> all.add(Members.getter(state, Members.FLOATS, CodeBlock.of(state))));
        }
        if (plan.hasLength()) {
            all.add(Members.getter("steps", TypeName.INT, CodeBlock.of("STEPS")));
            all.add(Members.getter("length", TypeName.INT, CodeBlock.of("lengths.length()")));
        }
        return all;
    }

    private static CodeBlock sizeOf(String all, int perStep) {
        return perStep == 1
                ? CodeBlock.of("lengths.length()")
                : perStep > 0 ? CodeBlock.of("$L * lengths.length()", perStep) : CodeBlock.of(all);
    }

    private MethodSpec newState() {
        List<CodeBlock> parts = new ArrayList<>(List.of(CodeBlock.of("$S, samples", plan.modelName())));
        plan.states()
                .forEach(state -> parts.add(CodeBlock.of(
                        "new $T($S, $L, $L)",
                        Members.CARRIED.nestedClass("Part"),
                        state.name(),
                        state.layers(),
                        state.hidden())));
        return Members.override("newState", Members.CARRIED)
                .addParameter(TypeName.INT, "samples")
                .addStatement("return new $T($L)", Members.CARRIED, CodeBlock.join(parts, ", "))
                .build();
    }

    private static List<MethodSpec> lengths() {
        return List.of(
                Members.override("length", TypeName.VOID)
                        .addParameter(TypeName.INT, "length")
                        .addStatement("lengths.setAll(length)")
                        .addStatement("samples = 0")
                        .build(),
                Members.override("lengths", TypeName.VOID)
                        .addParameter(Members.INTS, "each")
                        .addParameter(TypeName.INT, "batch")
                        .addStatement("lengths.set(each, batch)")
                        .addStatement("samples = 0")
                        .build());
    }

    private MethodSpec predict() {
        return Members.override("predict", TypeName.VOID)
                .addParameter(Members.input(plan))
                .addParameter(TypeName.INT, "batch")
                .addParameter(Members.FLOATS, "into")
                .addCode(checkInput())
                .addStatement("$T.length($S, into.length, batch, $L)", Members.CHECKS, "output", plan.output())
                .addStatement("samples = 0")
                .addCode(predicting.phase(Phase.FORWARD, "predict"))
                .build();
    }

    private CodeBlock checkInput() {
        CodeBlock.Builder code = CodeBlock.builder()
                .addStatement("$T.batch(batch, capacity)", Members.CHECKS)
                .add(steps(plan));
        if (plan.takesTokens()) {
            return code.addStatement(
                            "$T.tokens($S, $L, batch, $L, VOCABULARY)",
                            Members.CHECKS,
                            plan.inputName(),
                            plan.inputName(),
                            plan.input())
                    .build();
        }
        code.addStatement(
                "$T.length($S, $L.length, batch, $L)",
                Members.CHECKS,
                plan.inputName(),
                plan.inputName(),
                plan.input());
        if (plan.hasLength()) {
            code.addStatement(
                    "$T.finite($S, $L, batch, steps, $L, lengths.ofSamples())",
                    Members.CHECKS,
                    plan.inputName(),
                    plan.inputName(),
                    plan.inputsPerStep());
        } else if (plan.stateFloats() > 0) {
            code.addStatement(
                    "$T.finite($S, $L, batch, $L)", Members.CHECKS, plan.inputName(), plan.inputName(), plan.input());
        }
        return code.build();
    }

    /** Declares how many steps a call has, where that is a question. */
    static CodeBlock steps(ClassPlan plan) {
        return plan.hasLength() ? CodeBlock.of("int steps = lengths.of(batch);\n") : CodeBlock.of("");
    }

    private List<MethodSpec> training() {
        return new TrainingWriter(plan, trainer, checkInput()).methods();
    }

    private List<MethodSpec> kernels() {
        List<MethodSpec> methods = new ArrayList<>();
        Set<String> written = new HashSet<>();
        for (Program program : List.of(plan.predicting(), plan.trainer())) {
            for (Launch launch : program.launches()) {
                String name = launch.kernel().name();
                if (written.add(name)) {
                    List<MethodSpec> all = KernelWriter.write(
                            Objects.requireNonNull(plan.kernels().get(name)));
                    methods.add(all.get(0).toBuilder()
                            .addJavadoc("$L\n", Comments.of(launch.node()))
                            .build());
                    methods.addAll(all.subList(1, all.size()));
                }
            }
        }
        return methods;
    }
}
