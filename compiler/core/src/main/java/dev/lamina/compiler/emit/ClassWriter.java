package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.runtime.GroundTruth;
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
            "classOf",
            "label",
            "probabilities",
            "load",
            "compute",
            "begin",
            "end",
            "input",
            "target",
            "largest",
            "unscale",
            "unscaleGradient",
            "requireTraining",
            "requireForward",
            "requireBackward",
            "requireUnused",
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
        fields.addAll(Members.INHERITED);
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
        TypeSpec.Builder type =
                TypeSpec.classBuilder(plan.className()).superclass(Members.BASE).addSuperinterface(Members.face(plan));
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
        if (plan.isPublic()) {
            type.addMethods(Members.loads(plan.packageName(), plan.className()));
        }
        getters().forEach(type::addMethod);
        if (plan.hasLength()) {
            type.addMethods(lengths());
        }
        type.addMethods(new PredictionWriter(plan, predicting).methods());
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
        all.add(facts());
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
            case NONE -> {}
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
        if (Members.hasOneLabel(plan)) {
            all.add(field(Members.FLOATS, "scores"));
        }
        return all;
    }

    /** What the base class has to know. */
    private FieldSpec facts() {
        return FieldSpec.builder(Members.FACTS, "FACTS", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(
                        "new $T($S,$WPARAMETER_FLOATS, INPUT_SIZE, OUTPUT_SIZE, $L, $L)",
                        Members.FACTS,
                        plan.modelName(),
                        plan.training().moments(),
                        plan.vector())
                .build();
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
        return MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PRIVATE)
                .addParameter(Members.PARAMETERS, "parameters")
                .addParameter(Members.STATE, "state")
                .addParameter(TypeName.INT, "capacity")
                .addParameter(TypeName.INT, "floats")
                .addStatement("super(FACTS, parameters, state, capacity, floats)")
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
            case NONE -> {}
        }
        if (Members.hasOneLabel(plan)) {
            code.addStatement("this.scores = new float[OUTPUT_SIZE]");
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
        List<MethodSpec> all = new ArrayList<>();
        if (plan.inputsPerStep() > 0) {
            all.add(Members.getter("inputSize", TypeName.INT, ofLength(plan.inputsPerStep())));
        }
        if (plan.outputsPerStep() > 0) {
            all.add(Members.getter("outputSize", TypeName.INT, ofLength(plan.outputsPerStep())));
        }
        if (plan.takesTokens()) {
            all.add(Members.getter("vocabulary", TypeName.INT, CodeBlock.of("VOCABULARY")));
        }
        if (plan.truth() == GroundTruth.LABELS) {
            all.add(Members.getter("classes", TypeName.INT, CodeBlock.of("CLASSES")));
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

    private static CodeBlock ofLength(int perStep) {
        return perStep == 1 ? CodeBlock.of("lengths.length()") : CodeBlock.of("$L * lengths.length()", perStep);
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
                Members.guarded(
                        Members.override("length", TypeName.VOID).addParameter(TypeName.INT, "length"),
                        CodeBlock.of("lengths.setAll(length);\nsamples = 0;\n")),
                Members.guarded(
                        Members.override("lengths", TypeName.VOID)
                                .addParameter(Members.INTS, "each")
                                .addParameter(TypeName.INT, "batch"),
                        CodeBlock.of("lengths.set(each, batch);\nsamples = 0;\n")));
    }

    private List<MethodSpec> training() {
        return new TrainingWriter(plan, trainer).methods();
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
