package dev.lamina.compiler;

import dev.lamina.compiler.load.ClassBytes;
import dev.lamina.compiler.load.JaninoLoader;
import dev.lamina.compiler.load.JavacLoader;
import dev.lamina.compiler.load.LoadException;
import dev.lamina.compiler.load.MethodSizes;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.schedule.Step;
import dev.lamina.runtime.VectorChoice;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A compiled model: its Java class, and facts about the model. */
public final class CompiledModel {
    private final GeneratedClass generated;
    private final Summary summary;
    private final Facts facts;
    private final Stages stages;
    private final Supplier<CompiledModel> asScalar;

    /** @param asScalar the same model for the scalar target; called when it is asked for */
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
     * @param layers what each layer gives
     */
    record Facts(
            ModelValue input,
            ModelValue output,
            List<ModelValue> layers,
            TrainingFacts training,
            SequenceFacts sequences) {
        Facts {
            layers = List.copyOf(layers);
        }

        static Facts of(ShapedModel shaped) {
            return new Facts(
                    ModelValue.of(shaped.model().input().name(), shaped.inputShape()),
                    ModelValue.of("output", shaped.outputShape()),
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

    /** What the class is written for. */
    public Target target() {
        return generated.target();
    }

    public String javaSource() {
        return generated.source();
    }

    /** The methods of the class for one layer and one direction each, in the order of their calls: predicting, then training. */
    public List<LayerStep> steps() {
        return generated.steps();
    }

    public Summary summary() {
        return summary;
    }

    public ModelValue input() {
        return facts.input();
    }

    public ModelValue output() {
        return facts.output();
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

    /** The layers in order, each together with those that a prediction computes in the same kernel. */
    public List<LayerGroup> layerGroups() {
        return LayerGroup.of(facts.layers(), stages.predicting().graph().nodes());
    }

    /** The workspace of a prediction. */
    public MemoryPlan memoryOfPredicting() {
        return MemoryPlan.of(stages.predicting());
    }

    /** The workspace of a training step. */
    public MemoryPlan memoryOfTraining() {
        return MemoryPlan.of(stages.training());
    }

    /** What the passes did and what they refused, and the memory plan, a line each. */
    public List<String> explanation() {
        return stages.explanation();
    }

    /** The graphs as text, by the name of the pass that gave them. */
    public Map<String, String> dumps() {
        return stages.dumps();
    }

    /** The kernels as text, as they are before scheduling. */
    public String loops() {
        return stages.loops(UnaryOperator.identity());
    }

    /** The steps that schedule the kernels, in their order. */
    public List<String> scheduleSteps() {
        return target().schedule().steps().stream().map(Step::name).toList();
    }

    /** The kernels as text, as they are after one of {@link #scheduleSteps}. */
    public String loopsAfter(String step) {
        return stages.loops(kernel -> target().schedule().after(step, kernel));
    }

    /** The kernels of a prediction, then those of a training step, before scheduling. */
    List<Program> programs() {
        return stages.programs();
    }

    /**
     * Compiles the source in memory with Janino. If this JVM has no Vector API, or the compiler's class loader hides it, a message says so
     * once, and the model is loaded for the scalar target: it gives the same results, more slowly.
     */
    public LoadedNetwork load() {
        return runnable().loaded(JaninoLoader::compile);
    }

    /** As {@link #load}, with javac, which only a JDK has. */
    public LoadedNetwork loadWithJavac() {
        return runnable().loaded(JavacLoader::compile);
    }

    /** The model as {@link #load} takes it: for the scalar target if this JVM cannot run the class with the Vector API. */
    public CompiledModel runnable() {
        boolean stays = target() == Target.SCALAR || VectorChoice.isPossible(className(), LoadedNetwork.parent());
        return stays ? this : asScalar.get();
    }

    /** The same model for the scalar target: plain Java, which any javac compiles and any JVM runs, with the same results. */
    public CompiledModel scalar() {
        return target() == Target.SCALAR ? this : asScalar.get();
    }

    private LoadedNetwork loaded(BiFunction<String, String, ClassBytes> compiler) {
        return LoadedNetwork.of(this, measured(compiler.apply(fullName(), javaSource())));
    }

    /** Class files by full name, made by javac with the Vector API: for builds whose own javac does not know that API. */
    public Map<String, byte[]> classFiles() {
        return measured(JavacLoader.compile(fullName(), javaSource())).classes();
    }

    /** Refuses a class with a method that HotSpot would never compile to machine code: it would be slow without a word. */
    private static ClassBytes measured(ClassBytes bytes) {
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
