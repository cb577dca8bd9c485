package dev.lamina.compiler;

import dev.lamina.compiler.emit.ChooserPlan;
import dev.lamina.compiler.emit.ChooserWriter;
import dev.lamina.compiler.emit.ClassPlan;
import dev.lamina.compiler.emit.ClassWriter;
import dev.lamina.compiler.emit.PlacedParameter;
import dev.lamina.compiler.graph.Differentiator;
import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.model.Model;
import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.model.TrainSettings;
import dev.lamina.compiler.pass.Explanations;
import dev.lamina.compiler.pass.Passes;
import dev.lamina.compiler.schedule.Schedule;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.runtime.Architecture;
import dev.lamina.runtime.RecurrentState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From a shaped model to source: a line for each stage. */
final class ModelCompiler {
    private static final int ALIGNMENT = 16;

    private final ShapedModel shaped;
    private final Options options;
    private final String className;
    private final List<PlacedParameter> parameters = new ArrayList<>();
    private int parameterFloats;

    private ModelCompiler(ShapedModel shaped, Options options, String className) {
        this.shaped = shaped;
        this.options = options;
        this.className = className;
        for (ShapedLayer layer : shaped.layers()) {
            for (Parameter parameter : layer.parameters()) {
                String name = layer.application().label() + "." + parameter.name();
                parameters.add(new PlacedParameter(name, parameter, parameterFloats));
                int length = (parameter.layout().length() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
                parameterFloats = Math.addExact(parameterFloats, length);
            }
        }
    }

    static CompiledModel compile(ShapedModel shaped, Options options) {
        ModelCompiler compiler =
                new ModelCompiler(shaped, options, shaped.model().name());
        return compiler.compiled(compiler.planned());
    }

    /** What a model is and costs, without a word of Java: for those who check. */
    static Summary summary(ShapedModel shaped, Options options) {
        ModelCompiler compiler =
                new ModelCompiler(shaped, options, shaped.model().name());
        return Summaries.of(shaped, compiler.programs(compiler.passes(new Explanations())));
    }

    /** For a project; for the Vector API there is a scalar class too, and one that stands for the two. */
    static BuildModel forBuild(ShapedModel shaped, Options options, CodeTarget target) {
        return switch (target) {
            case SCALAR -> BuildModel.scalar(compile(shaped, options.withTarget(Target.SCALAR)));
            case VECTOR -> dual(shaped, options, false);
            case BOTH -> dual(shaped, options, true);
        };
    }

    /**
     * For both targets.
     *
     * @param selectable whether those who run it may decide for the scalar one
     */
    private static BuildModel dual(ShapedModel shaped, Options options, boolean selectable) {
        String name = shaped.model().name();
        ModelCompiler vector = new ModelCompiler(shaped, options.withTarget(Target.VECTOR), name + "Vector");
        ModelCompiler scalar = new ModelCompiler(shaped, options.withTarget(Target.SCALAR), name + "Scalar");
        CompiledModel vectorModel = vector.compiled(vector.planned());
        Planned planned = scalar.planned();
        List<String> header = Summaries.header(shaped, planned.summary(), "the vector and the scalar target");
        ChooserPlan chooser =
                new ChooserPlan(name, header, planned.plan(), vector.className, scalar.className, selectable);
        String prefix = options.packageName().isEmpty() ? "" : options.packageName() + ".";
        return BuildModel.both(prefix + name, ChooserWriter.write(chooser), vectorModel, scalar.compiled(planned));
    }

    /** Everything that is decided before a word of Java is written. */
    private record Planned(ClassPlan plan, Summary summary, Stages stages) {}

    private Planned planned() {
        Explanations explanations = new Explanations();
        Passes passes = passes(explanations);
        List<Program> programs = programs(passes);
        Summary summary = Summaries.of(shaped, programs);
        return new Planned(
                plan(programs, summary, scheduled(programs)),
                summary,
                new Stages(explanations.lines(), passes.dumps(), programs.get(0), programs.get(1)));
    }

    private Passes passes(Explanations explanations) {
        return new Passes(options.fusion() == Fusion.ALL, layouts(), options.verify(), explanations);
    }

    private List<Program> programs(Passes passes) {
        boolean inputGradients =
                options.inputGradients() || shaped.model().loss().isEmpty();
        Graph predicting = passes.run(Differentiator.predicting(shaped));
        Graph training = passes.run(Differentiator.training(shaped, parameterFloats, inputGradients));
        return Program.of(List.of(predicting, training));
    }

    private CompiledModel compiled(Planned planned) {
        return new CompiledModel(
                new GeneratedClass(
                        options.packageName(),
                        className,
                        options.target(),
                        ClassWriter.write(planned.plan()),
                        steps(planned.plan())),
                planned.summary(),
                facts(),
                planned.stages(),
                this::asScalar);
    }

    private CompiledModel.Facts facts() {
        Model model = shaped.model();
        return new CompiledModel.Facts(
                ModelValue.of(model.input().name(), shaped.inputShape()),
                ModelValue.of("output", shaped.outputShape()),
                shaped.layers().stream()
                        .map(layer -> ModelValue.of(layer.application().label(), layer.out()))
                        .toList(),
                training(model),
                new SequenceFacts(mostSteps(), shaped.states(), shaped.whyNotStreaming()));
    }

    private TrainingFacts training(Model model) {
        TrainSettings settings = model.settings();
        return new TrainingFacts(
                shaped.groundTruth(),
                model.loss().map(applied -> applied.loss().smoothing()).orElse(0.0),
                settings.declared(),
                settings.optimizer().keyword(),
                settings.batch(),
                settings.epochs(),
                settings.seed());
    }

    private int mostSteps() {
        return shaped.isOfAnyLength() ? shaped.inputShape().sizes().get(0) : 0;
    }

    private static List<LayerStep> steps(ClassPlan plan) {
        return ClassWriter.stepMethods(plan).stream()
                .map(step -> LayerStep.of(step, plan.named().variable()))
                .toList();
    }

    private CompiledModel asScalar() {
        ModelCompiler scalar = new ModelCompiler(shaped, options.withTarget(Target.SCALAR), className);
        return scalar.compiled(scalar.planned());
    }

    private Map<String, Layout> layouts() {
        Map<String, Layout> layouts = new HashMap<>();
        List<RecurrentState.Part> states = shaped.states();
        int floats = states.stream().mapToInt(RecurrentState.Part::floats).reduce(0, Math::addExact);
        int offset = 0;
        for (RecurrentState.Part state : states) {
            for (int layer = 0; layer < state.layers(); layer++) {
                layouts.put(state.name() + "." + layer, Layout.row(offset, state.hidden(), floats));
                offset += state.hidden();
            }
        }
        parameters.forEach(
                placed -> layouts.put(placed.name(), placed.parameter().layout()));
        return layouts;
    }

    private Map<String, Kernel> scheduled(List<Program> programs) {
        Schedule schedule = options.target().schedule();
        Map<String, Kernel> kernels = new LinkedHashMap<>();
        for (Program program : programs) {
            for (Launch launch : program.launches()) {
                kernels.computeIfAbsent(
                        launch.kernel().name(),
                        name -> options.verify()
                                ? schedule.verified(launch.kernel())
                                : schedule.apply(launch.kernel()));
            }
        }
        return kernels;
    }

    /** The floats that a step gives, if the output has as many steps as the call. */
    private int outputsPerStep() {
        boolean steps = shaped.isOfAnyLength() && shaped.outputShape() instanceof Shape.Sequence;
        return steps ? shaped.outputShape().sizes().get(1) : 0;
    }

    private static ClassPlan.Labels labels(Shape output) {
        return output instanceof Shape.Sequence sequence
                ? new ClassPlan.Labels(sequence.steps(), sequence.features())
                : new ClassPlan.Labels(1, (int) output.size());
    }

    private Architecture architecture() {
        Shape input = shaped.inputShape();
        Shape output = shaped.outputShape();
        return new Architecture(
                input instanceof Shape.Tokens ? 0 : input.features(),
                input.neighbours(),
                output.features(),
                output.neighbours(),
                shaped.layers().stream()
                        .map(ShapedLayer::application)
                        .filter(each -> each.layer().changesPredictions())
                        .map(each -> each.label() + ": " + each.call())
                        .toList());
    }

    private ClassPlan plan(List<Program> programs, Summary summary, Map<String, Kernel> kernels) {
        Model model = shaped.model();
        TrainSettings settings = model.settings();
        return new ClassPlan(
                options.packageName(),
                className,
                model.name(),
                Summaries.header(
                        shaped, summary, "the " + options.target().name().toLowerCase(Locale.ROOT) + " target"),
                new ClassPlan.InputName(
                        model.input().name(), ParameterNames.safe(model.input().name())),
                (int) shaped.inputShape().size(),
                (int) shaped.outputShape().size(),
                mostSteps(),
                outputsPerStep(),
                shaped.inputShape() instanceof Shape.Tokens tokens ? tokens.vocabulary() : 0,
                shaped.groundTruth(),
                labels(shaped.outputShape()),
                new ClassPlan.Training(
                        settings.batch(),
                        settings.epochs(),
                        settings.seed(),
                        settings.optimizer().rate(),
                        settings.optimizer().moments()),
                parameters,
                parameterFloats,
                architecture(),
                shaped.states(),
                shaped.whyNotStreaming().isEmpty(),
                programs.get(0),
                programs.get(1),
                kernels,
                options.target() == Target.VECTOR);
    }
}
