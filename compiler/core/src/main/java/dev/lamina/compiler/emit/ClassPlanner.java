package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.emit.KernelsPlan.CommentedKernel;
import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.model.TrainControls;
import dev.lamina.compiler.model.TrainSettings;
import dev.lamina.compiler.tensor.Value;
import dev.lamina.runtime.RateSchedule;
import dev.lamina.runtime.TrainingControl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Decides everything about a generated class: its members with their names and order, and the places of values in memory. */
public final class ClassPlanner {
    private final Request request;
    private final ShapedModel shaped;
    private final Placement placement;
    private final ScheduledPrograms programs;
    private final CallPlan call;

    private ClassPlanner(Request request, ShapedModel shaped, Placement placement, ScheduledPrograms programs) {
        this.request = request;
        this.shaped = shaped;
        this.placement = placement;
        this.programs = programs;
        this.call = CallPlanner.plan(shaped);
    }

    /**
     * The name and the target of the class to plan.
     *
     * @param vector whether the class uses the Vector API
     * @param inputGradients whether the class computes the gradients of its inputs
     * @param predictOnly whether the class has no methods that train
     */
    public record Request(
            String packageName, String className, boolean vector, boolean inputGradients, boolean predictOnly) {}

    /** The plan of a model's class. */
    public static ClassPlan plan(Request request, ShapedModel shaped, Placement placement, ScheduledPrograms programs) {
        return new ClassPlanner(request, shaped, placement, programs).plan();
    }

    private ClassPlan plan() {
        TrainSettings settings = shaped.model().settings();
        TrainingPlan.Start start = new TrainingPlan.Start(
                settings.seed(),
                (float) settings.optimizer().rate(),
                settings.optimizer().moments());
        StoragePlan storage = new StoragePlanner(call, placement, programs, !request.predictOnly()).plan(settings);
        TakenNames names = new TakenNames(programs.kernels().keySet());
        KernelsPlan kernels = KernelsPlan.of(request.vector(), request.className(), kernels());
        Set<String> fields = fields(storage);
        int block = SampleBlocks.size(programs, call, request.vector());
        ProgramPlanner.ClassContext surroundings = new ProgramPlanner.ClassContext(
                call, placement, programs, fields, kernels.owners(), request.vector(), settings.isSharded(), block > 0);
        ProgramPlanner predicting = new ProgramPlanner(
                programs.predicting(),
                surroundings.withoutShards(),
                call.sequences().streams());
        ProgramPlanner training = new ProgramPlanner(programs.training(), surroundings, false);
        List<List<LayerCall>> calls = SharedMethods.share(
                List.of(
                        predicting.layerCalls(Phase.FORWARD, "predict"),
                        training.layerCalls(Phase.FORWARD, "forward"),
                        training.layerCalls(Phase.BACKWARD, "backward")),
                names,
                fields);
        return new ClassPlan(
                type(),
                call,
                ParametersPlanner.plan(shaped, placement),
                storage,
                Direction.of(calls.get(0), predicting.work(Phase.FORWARD), "predictPart", names)
                        .inBlocks(block),
                training(
                        start,
                        training,
                        Direction.of(calls.get(1), training.work(Phase.FORWARD), "forwardPart", names),
                        Direction.of(calls.get(2), training.work(Phase.BACKWARD), "backwardPart", names),
                        UpdatePlan.of(training.calls(Phase.UPDATE), training.work(Phase.UPDATE), "updatePart", names)),
                kernels,
                !request.predictOnly());
    }

    private TypePlan type() {
        String name = shaped.model().name();
        return new TypePlan(
                request.packageName(),
                request.className(),
                request.className().equals(name),
                ClassComment.lines(
                        shaped, programs.predicting(), request.vector() ? "the vector target" : "the scalar target"),
                interfaces());
    }

    private List<TypeName> interfaces() {
        List<TypeName> interfaces = new ArrayList<>();
        interfaces.add(kind());
        if (!call.isMulti() && call.output().binary()) {
            interfaces.add(
                    RuntimeTypes.runtime(call.input().holdsTokens() ? "TokenBinaryPredictor" : "BinaryPredictor"));
        }
        if (call.sequences().streams()) { // this interface extends the two below
            interfaces.add(RuntimeTypes.streaming(call));
            return interfaces;
        }
        if (call.sequences().hasStates()) {
            interfaces.add(RuntimeTypes.RECURRENT);
        }
        if (call.sequences().hasLength()) {
            interfaces.add(RuntimeTypes.SEQUENCE);
        }
        return interfaces;
    }

    private TypeName kind() {
        if (call.isMulti()) {
            return request.predictOnly() ? RuntimeTypes.MULTI_PREDICTOR : RuntimeTypes.MULTI;
        }
        String prefix = call.input().holdsTokens() ? "Token" : "";
        boolean trains = !request.predictOnly();
        return RuntimeTypes.runtime(prefix
                + switch (call.output().truth()) {
                    case LABELS -> trains ? "Classifier" : "ClassPredictor";
                    case TARGET -> trains ? "Regressor" : "Predictor";
                    case NONE -> trains ? "Transform" : "Predictor";
                });
    }

    /** The names of all fields and constants. No local variable may have one of them. */
    private Set<String> fields(StoragePlan storage) {
        Set<String> names = new HashSet<>(TakenNames.INHERITED_FIELDS);
        storage.constants().forEach(constant -> names.add(constant.name()));
        storage.sinusoids().forEach(table -> names.add(StoragePlan.Sinusoids.constant(table.name())));
        storage.fields().forEach(field -> names.add(field.name()));
        names.add(StoragePlan.FACTS);
        if (call.isMulti()) {
            names.addAll(List.of(StoragePlan.INPUTS, StoragePlan.OUTPUTS, "into", "at", "number"));
        }
        if (request.vector()) {
            names.addAll(VectorFields.NAMES);
        }
        return names;
    }

    private TrainingPlan training(
            TrainingPlan.Start start,
            ProgramPlanner program,
            Direction forward,
            Direction backward,
            UpdatePlan update) {
        TrainControls controls = shaped.model().settings().controls();
        return new TrainingPlan(
                start,
                schedule(controls),
                controls.clip().needsNorm(),
                programs.drops(),
                forwardArguments(),
                forward,
                backward,
                loss(),
                update,
                call.outputs().stream()
                        .map(output -> program.calls(Phase.OUTPUT, output.name()))
                        .toList(),
                new TrainingPlan.InputGradients(
                        call.inputs().stream()
                                .map(input -> program.calls(Phase.INPUT_GRADIENT, input.name()))
                                .toList(),
                        request.inputGradients()));
    }

    private static Optional<TrainingPlan.Schedule> schedule(TrainControls controls) {
        RateSchedule schedule = controls.schedule();
        if (!schedule.changes() && controls.patience() == TrainingControl.NEVER) {
            return Optional.empty();
        }
        CodeBlock arguments = switch (schedule.kind()) {
            case CONSTANT -> CodeBlock.of("");
            case STEP, PLATEAU -> CodeBlock.of("$L, $L", (int) schedule.epochs(), schedule.amount());
            case COSINE -> CodeBlock.of("$L, $L", schedule.epochs(), schedule.amount());
        };
        return Optional.of(new TrainingPlan.Schedule(
                CodeBlock.of(
                        "$T.$L($L)",
                        RuntimeTypes.RATE_SCHEDULE,
                        schedule.kind().name().toLowerCase(Locale.ROOT),
                        arguments),
                controls.patience()));
    }

    /** The arguments of a forward pass of training. */
    private List<ParameterSpec> forwardArguments() {
        List<ParameterSpec> arguments = new ArrayList<>(call.inputArguments());
        arguments.addAll(call.truthArguments());
        if (call.isMulti()) {
            arguments.addAll(call.sampleWeightArguments());
        }
        arguments.add(RuntimeTypes.argument(TypeName.INT, "batch"));
        return arguments;
    }

    /** The place of the loss in the workspace. The loss is the only value of the training graph that is kept to the end. */
    private Optional<Offset> loss() {
        if (!call.hasLoss() || request.predictOnly()) {
            return Optional.empty();
        }
        Program training = programs.training();
        Value loss = training.launches().stream()
                .map(Launch::node)
                .map(Node::result)
                .filter(value -> training.graph().is(value, Binding.Kind.KEPT))
                .findFirst()
                .orElseThrow();
        Region region = Objects.requireNonNull(training.graph().regions().get(loss));
        return Optional.of(Offset.of(region, training.peak()));
    }

    /** The kernels in the order of their first call, each once; without those that the runtime has. */
    private List<CommentedKernel> kernels() {
        Map<String, List<Launch>> users = new LinkedHashMap<>();
        for (Program program : programs.both()) {
            for (Launch launch : program.launches()) {
                users.computeIfAbsent(launch.kernel().name(), name -> new ArrayList<>())
                        .add(launch);
            }
        }
        return users.values().stream()
                .filter(launches -> RuntimeKernel.of(launches.get(0).kernel(), request.vector())
                        .isEmpty())
                .map(launches -> new CommentedKernel(programs.kernel(launches.get(0)), Comments.ofKernel(launches)))
                .toList();
    }
}
