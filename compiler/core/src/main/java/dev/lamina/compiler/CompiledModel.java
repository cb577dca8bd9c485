package dev.lamina.compiler;

import dev.lamina.compiler.load.ClassBytes;
import dev.lamina.compiler.load.JaninoLoader;
import dev.lamina.compiler.load.JavacLoader;
import dev.lamina.compiler.load.LoadException;
import dev.lamina.compiler.load.MethodSizes;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.schedule.Step;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.VectorChoice;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A compiled model: its Java class, and facts about the model. */
public final class CompiledModel {
    /** The characters of the source of some 150 layers. */
    private static final int LONG_SOURCE = 1_500_000;

    private final GeneratedClass generated;
    private final Summary summary;
    private final Facts facts;
    private final Stages stages;
    private final Supplier<CompiledModel> asScalar;

    /** @param asScalar compiles the same model for the scalar target; called only when somebody asks for that model */
    CompiledModel(
            GeneratedClass generated, Summary summary, Facts facts, Stages stages, Supplier<CompiledModel> asScalar) {
        this.generated = generated;
        this.summary = summary;
        this.facts = facts;
        this.stages = stages;
        this.asScalar = asScalar;
    }

    /**
     * Facts about the model that users of the class need.
     *
     * @param source the model file
     * @param layers the result of each layer
     */
    record Facts(
            SourceFile source,
            List<ModelValue> inputs,
            List<ModelValue> outputs,
            List<ModelValue> layers,
            TrainingFacts training,
            SequenceFacts sequences) {
        Facts {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            layers = List.copyOf(layers);
        }

        static Facts of(ShapedModel shaped) {
            return new Facts(
                    shaped.model().span().file(),
                    shaped.model().inputs().stream()
                            .map(input -> ModelValue.of(input.name(), input.shape()))
                            .toList(),
                    shaped.model().outputs().stream()
                            .map(output -> ModelValue.of(output.name(), shaped.shape(output.value())))
                            .toList(),
                    shaped.layers().stream()
                            .map(layer -> ModelValue.of(layer.application().label(), layer.out()))
                            .toList(),
                    TrainingFacts.of(shaped),
                    SequenceFacts.of(shaped));
        }
    }

    /** The package of the class; empty for the unnamed one. */
    public String packageName() {
        return generated.packageName();
    }

    /** The name of the class without its package. */
    public String className() {
        return generated.className();
    }

    /** The name to load the class by. */
    public String fullName() {
        return generated.fullName();
    }

    /** The target that the class is generated for. */
    public Target target() {
        return generated.target();
    }

    public String javaSource() {
        return generated.source();
    }

    /** The methods that compute one layer in one direction, in the order of their calls: those of a prediction, then those of training. */
    public List<LayerStep> steps() {
        return generated.steps();
    }

    public Summary summary() {
        return summary;
    }

    /**
     * The text of the model and of the file's blocks, formatted, without comments and blank lines, and without the epochs, batch size
     * and seed of the training; then a line for each parameter of the model, with its value. Two models with the same text compute the same
     * numbers.
     */
    public String text() {
        return ModelText.of(facts.source(), summary);
    }

    /** The inputs, in the order of the model file. */
    public List<ModelValue> inputs() {
        return facts.inputs();
    }

    /** The outputs, in the order of the model file. The output of a model that declares none has the name {@code output}. */
    public List<ModelValue> outputs() {
        return facts.outputs();
    }

    /** Whether the class is a {@code MultiNetwork}: one with several inputs or several outputs. */
    public boolean isMulti() {
        return inputs().size() > 1 || outputs().size() > 1;
    }

    /**
     * The input of a model with one input.
     *
     * @throws IllegalStateException if it has several
     */
    public ModelValue input() {
        return only(inputs(), "inputs");
    }

    /**
     * The output of a model with one output.
     *
     * @throws IllegalStateException if it has several
     */
    public ModelValue output() {
        return only(outputs(), "outputs");
    }

    private ModelValue only(List<ModelValue> values, String what) {
        if (values.size() > 1) {
            throw new IllegalStateException(className() + " has several " + what + ": "
                    + values.stream().map(ModelValue::name).collect(Collectors.joining(", ")));
        }
        return values.get(0);
    }

    /** The results of the layers, in the order of {@link Summary#rows}. */
    public List<ModelValue> layers() {
        return facts.layers();
    }

    public TrainingFacts training() {
        return facts.training();
    }

    public SequenceFacts sequences() {
        return facts.sequences();
    }

    /** The layers in order; a group has all neighbouring layers that a prediction computes in one kernel. */
    public List<LayerGroup> layerGroups() {
        return LayerGroup.of(facts.layers(), stages.predicting().graph().nodes());
    }

    /** The memory plan of a prediction. */
    public MemoryPlan memoryOfPredicting() {
        return MemoryPlan.of(stages.predicting());
    }

    /** The memory plan of a training step. */
    public MemoryPlan memoryOfTraining() {
        return MemoryPlan.of(stages.training());
    }

    /** The lines of an explanation: what each pass changed, what it refused to change, and how much memory the plan takes. */
    public List<String> explanation() {
        return stages.explanation();
    }

    /** The graphs as text, by the name of the pass that returned them. */
    public Map<String, String> dumps() {
        return stages.dumps().get();
    }

    /** The kernels as text, before scheduling. */
    public String loops() {
        return stages.loops(UnaryOperator.identity());
    }

    /** The names of the schedule's steps, in their order. */
    public List<String> scheduleSteps() {
        return target().schedule().steps().stream().map(Step::name).toList();
    }

    /** The kernels as text, after one of the {@link #scheduleSteps}. */
    public String loopsAfter(String step) {
        return stages.loops(kernel -> target().schedule().after(step, kernel));
    }

    /** The kernels of a prediction, then those of a training step, before scheduling. */
    List<Program> programs() {
        return stages.programs();
    }

    /**
     * Compiles the source in memory with Janino and loads it. If this JVM has no Vector API, or the compiler's class loader does not find
     * it, this loads the {@linkplain #scalar scalar} model instead, which computes the same numbers but is slower. A message says so once.
     */
    public LoadedNetwork load() {
        return runnable().loaded(JaninoLoader::compile);
    }

    /** As {@link #load}, but compiles with javac, which only a JDK has. */
    public LoadedNetwork loadWithJavac() {
        return runnable().loaded(JavacLoader::compile);
    }

    /** The model that {@link #load} loads: this one if this JVM can run it, else the {@linkplain #scalar scalar} one. */
    private CompiledModel runnable() {
        boolean stays = target() == Target.SCALAR || VectorChoice.isPossible(className(), LoadedNetwork.parent());
        return stays ? this : asScalar.get();
    }

    /** The same model for the scalar target: plain Java, which any javac compiles and any JVM runs. It computes the same numbers. */
    public CompiledModel scalar() {
        return target() == Target.SCALAR ? this : asScalar.get();
    }

    private LoadedNetwork loaded(BiFunction<String, String, ClassBytes> compiler) {
        return LoadedNetwork.of(this, withinMethodLimit(compiler.apply(fullName(), javaSource())));
    }

    /** The class files by full name. Javac makes them with the Vector API, so that a build's own javac need not. */
    public Map<String, byte[]> classFiles() {
        return withinMethodLimit(JavacLoader.compile(fullName(), javaSource())).classes();
    }

    /**
     * Compiles a long source of plain Java, and forgets the class: a build must not get a source that cannot be loaded. Short ones have
     * neither long methods nor many constants; the vector class comes compiled, so it is checked by {@link #classFiles}.
     */
    CompiledModel checked() {
        if (target() == Target.SCALAR && javaSource().length() > LONG_SOURCE) {
            withinMethodLimit(JaninoLoader.compile(fullName(), javaSource()));
        }
        return this;
    }

    /** Refuses a class with a method too long for HotSpot to compile to machine code: it would run slowly, and nothing would say why. */
    private static ClassBytes withinMethodLimit(ClassBytes bytes) {
        bytes.methodSizes().forEach((method, size) -> {
            if (size > MethodSizes.LIMIT) {
                throw new LoadException(
                        method + " has " + size + " bytes of bytecode, more than " + MethodSizes.LIMIT,
                        new IllegalStateException(method));
            }
        });
        return bytes;
    }
}
