package dev.lamina.compiler;

import dev.lamina.compiler.emit.ChooserPlan;
import dev.lamina.compiler.emit.ChooserPlanner;
import dev.lamina.compiler.emit.ChooserWriter;
import dev.lamina.compiler.emit.ClassPlan;
import dev.lamina.compiler.emit.ClassPlanner;
import dev.lamina.compiler.emit.ClassWriter;
import dev.lamina.compiler.emit.Placement;
import dev.lamina.compiler.emit.ScheduledPrograms;
import dev.lamina.compiler.graph.Differentiator;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.lower.ShardSamples;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.pass.Explanations;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.schedule.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes a shaped model through the later stages: differentiation, passes, lowering, scheduling, planning, printing. */
final class ModelCompiler {
    private final ShapedModel shaped;
    private final Options options;
    private final String className;
    private final Placement placement;
    private final Explanations explanations = new Explanations();
    private final Passes passes;

    private ModelCompiler(ShapedModel shaped, Options options, String className) {
        this.shaped = shaped;
        this.options = options;
        this.className = className;
        this.placement = Placement.of(shaped);
        this.passes = new Passes(
                options.fusion() == Fusion.ALL, placement.layouts(), isSharded(), options.verify(), explanations);
    }

    static CompiledModel compile(ShapedModel shaped, Options options) {
        return compile(shaped, options, shaped.model().name());
    }

    private static CompiledModel compile(ShapedModel shaped, Options options, String className) {
        ModelCompiler compiler = new ModelCompiler(shaped, options, className);
        return compiler.compiled(compiler.planned());
    }

    /** The summary of a model, without planning and printing its class. */
    static Summary summary(ShapedModel shaped, Options options) {
        ModelCompiler compiler =
                new ModelCompiler(shaped, options, shaped.model().name());
        return SummaryBuilder.summary(shaped, compiler.programs());
    }

    /** Compiles for a project's build. With a vector class there is also a scalar class, and a class that chooses between the two. */
    static BuildModel forBuild(ShapedModel shaped, Options options, CodeTarget target) {
        return switch (target) {
            case SCALAR ->
                BuildModel.scalar(
                        compile(shaped, options.withTarget(Target.SCALAR)).checked());
            case VECTOR -> forBothTargets(shaped, options, false);
            case BOTH -> forBothTargets(shaped, options, true);
        };
    }

    /** @param selectable whether a system property of the running program can choose the scalar class */
    private static BuildModel forBothTargets(ShapedModel shaped, Options options, boolean selectable) {
        String name = shaped.model().name();
        CompiledModel vector = compile(shaped, options.withTarget(Target.VECTOR), name + "Vector");
        ModelCompiler compiler = new ModelCompiler(shaped, options.withTarget(Target.SCALAR), name + "Scalar");
        Planned planned = compiler.planned();
        ChooserPlan chooser = ChooserPlanner.plan(
                shaped, planned.programs().predicting(), planned.plan(), vector.className(), selectable);
        String prefix = options.packageName().isEmpty() ? "" : options.packageName() + ".";
        return BuildModel.both(
                prefix + name,
                ChooserWriter.write(chooser),
                vector,
                compiler.compiled(planned).checked());
    }

    /** The scheduled programs and the plan of their class. */
    private record Planned(ScheduledPrograms programs, ClassPlan plan) {}

    private Planned planned() {
        ScheduledPrograms programs = scheduled(programs());
        ClassPlanner.Request request = new ClassPlanner.Request(
                options.packageName(),
                className,
                options.target() == Target.VECTOR,
                inputGradients(),
                options.predictOnly());
        return new Planned(programs, ClassPlanner.plan(request, shaped, placement, programs));
    }

    /** Differentiates, runs the passes and lowers. The first program predicts, the second one trains, unless nothing is to be trained. */
    private List<Program> programs() {
        Graph predicting = passes.run(Differentiator.predicting(shaped));
        if (options.predictOnly()) {
            return List.of(Program.of(List.of(predicting)).get(0), Program.EMPTY);
        }
        Graph training = passes.run(Differentiator.training(shaped, placement.groups(), inputGradients()));
        List<Program> programs = Program.of(List.of(predicting, training));
        return isSharded() ? ShardSamples.of(programs) : programs;
    }

    private boolean isSharded() {
        return shaped.model().settings().isSharded();
    }

    /** Whether the class computes the gradients of its inputs: always without a loss, else if the options ask for it. */
    private boolean inputGradients() {
        return options.inputGradients() || shaped.model().losses().isEmpty();
    }

    private ScheduledPrograms scheduled(List<Program> programs) {
        Map<String, Kernel> kernels = new LinkedHashMap<>();
        for (Program program : programs) {
            for (Launch launch : program.launches()) {
                kernels.computeIfAbsent(launch.kernel().name(), name -> scheduled(launch.kernel()));
            }
        }
        return new ScheduledPrograms(programs.get(0), programs.get(1), kernels);
    }

    private Kernel scheduled(Kernel kernel) {
        Schedule schedule = options.target().schedule();
        return options.verify() ? schedule.verified(kernel) : schedule.apply(kernel);
    }

    private CompiledModel compiled(Planned planned) {
        ScheduledPrograms programs = planned.programs();
        List<LayerStep> steps = planned.plan().layerCalls().stream()
                .map(call -> LayerStep.of(call, planned.plan()::role))
                .toList();
        return new CompiledModel(
                new GeneratedClass(
                        options.packageName(), className, options.target(), ClassWriter.write(planned.plan()), steps),
                SummaryBuilder.summary(shaped, List.of(programs.predicting(), programs.training())),
                CompiledModel.Facts.of(shaped),
                new Stages(explanations.lines(), passes::dumps, programs.predicting(), programs.training()),
                () -> compile(shaped, options.withTarget(Target.SCALAR), className));
    }
}
