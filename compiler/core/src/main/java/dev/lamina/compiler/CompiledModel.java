package dev.lamina.compiler;

import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.LoopPrinter;
import dev.lamina.compiler.load.ClassBytes;
import dev.lamina.compiler.load.JaninoLoader;
import dev.lamina.compiler.load.JavacLoader;
import dev.lamina.compiler.load.LoadException;
import dev.lamina.compiler.load.MethodSizes;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.model.TrainSettings;
import dev.lamina.compiler.schedule.Step;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.runtime.VectorChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A model as Java source, with what is known about it.
 *
 * @param explanation what the passes did and refused, and the memory plan, a line each
 * @param dumps the stages in between as text, by name
 * @param smoothing the label smoothing of its loss
 * @param states what recurrent layers carry from step to step, in the order of a sample's row
 * @param layerShapes what each layer gives, in the order of the summary's rows
 * @param whyNotStreaming why it cannot be run step by step; empty if it can
 * @param programs its kernels before scheduling, for the interpreter
 * @param steps its class' methods for layers and directions, worked out when they are asked for
 * @param asScalar the same model for the scalar target, worked out when it is asked for
 */
public record CompiledModel(
        String packageName,
        String className,
        String javaSource,
        Target target,
        Summary summary,
        List<String> explanation,
        Map<String, String> dumps,
        String inputName,
        Shape inputShape,
        Shape outputShape,
        LossKind loss,
        double smoothing,
        TrainSettings settings,
        List<StatePart> states,
        List<Shape> layerShapes,
        Optional<String> whyNotStreaming,
        List<Program> programs,
        Supplier<List<LayerStep>> steps,
        Supplier<CompiledModel> asScalar) {
    public CompiledModel {
        explanation = List.copyOf(explanation);
        states = List.copyOf(states);
        layerShapes = List.copyOf(layerShapes);
        programs = List.copyOf(programs);
    }

    /** The most steps of a sequence, if calls may have sequences of fewer; else 0. */
    public int mostSteps() {
        return programs.get(0).graph().bindings().entrySet().stream()
                .filter(each -> each.getValue().kind() == Binding.Kind.INPUT)
                .map(Map.Entry::getKey)
                .filter(input -> input.type().overTime())
                .findFirst()
                .map(input -> input.type().size(0))
                .orElse(0);
    }

    /** The name to load the class by. */
    public String fullName() {
        return packageName.isEmpty() ? className : packageName + "." + className;
    }

    /** Its kernels as text, as they are before scheduling. */
    public String loops() {
        return loops(UnaryOperator.identity());
    }

    /** The steps that schedule its kernels, in their order. */
    public List<String> scheduleSteps() {
        return target.schedule().steps().stream().map(Step::name).toList();
    }

    /** Its kernels as text, as they are after one of {@link #scheduleSteps}. */
    public String loopsAfter(String step) {
        return loops(kernel -> target.schedule().after(step, kernel));
    }

    private String loops(UnaryOperator<Kernel> scheduled) {
        return programs.stream()
                .flatMap(program -> program.launches().stream())
                .map(Launch::kernel)
                .distinct()
                .map(scheduled)
                .map(LoopPrinter::print)
                .collect(Collectors.joining("\n"));
    }

    /**
     * Compiles the source in memory with Janino. Where this JVM has no Vector API, or the compiler's class loader hides it, that is
     * said once, and the model is loaded for the scalar target: the same results, more slowly.
     */
    public LoadedNetwork load() {
        return runnable().loaded(JaninoLoader::compile);
    }

    /** As {@link #load}, with javac, which only a JDK has. */
    public LoadedNetwork loadWithJavac() {
        return runnable().loaded(JavacLoader::compile);
    }

    /** The model as {@link #load} takes it: for the scalar target where its class could not be linked with the Vector API. */
    public CompiledModel runnable() {
        boolean stays = target == Target.SCALAR || VectorChoice.isPossible(className, LoadedNetwork.parent());
        return stays ? this : asScalar.get();
    }

    /** The same model for the scalar target: plain Java, which any javac compiles and any JVM runs, with the same results. */
    public CompiledModel scalar() {
        return target == Target.SCALAR ? this : asScalar.get();
    }

    private LoadedNetwork loaded(BiFunction<String, String, ClassBytes> compiler) {
        return LoadedNetwork.of(this, measured(compiler.apply(fullName(), javaSource)));
    }

    /** Class files by full name, made by javac: for those who cannot have their own javac know the Vector API. */
    public Map<String, byte[]> classFiles() {
        return measured(JavacLoader.compile(fullName(), javaSource)).classes();
    }

    /** The class, if none of its methods is too large to be compiled to machine code: that would be slow in silence. */
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
