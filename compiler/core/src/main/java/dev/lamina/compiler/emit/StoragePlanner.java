package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.emit.StoragePlan.Constant;
import dev.lamina.compiler.emit.StoragePlan.Field;
import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Peak;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.model.TrainSettings;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.TensorType;
import dev.lamina.compiler.tensor.TimeAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides the constants and the fields of a class, and the sizes of its workspaces. */
final class StoragePlanner {
    private final CallPlan call;
    private final Placement placement;
    private final ScheduledPrograms programs;
    private final boolean trains;

    StoragePlanner(CallPlan call, Placement placement, ScheduledPrograms programs, boolean trains) {
        this.call = call;
        this.placement = placement;
        this.programs = programs;
        this.trains = trains;
    }

    StoragePlan plan(TrainSettings settings) {
        List<Field> fields =
                joined(List.of(states(), tokens(), truth(), weights(), lengths(), dropout(), scores(), given()));
        List<Field> created = joined(List.of(lengths(), tokens(), truth(), weights(), scores(), states()));
        return new StoragePlan(
                constants(settings),
                sinusoids(),
                fields,
                created,
                scratch(),
                programs.predicting().peak(),
                training());
    }

    private static List<Field> joined(List<List<Field>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    private List<Constant> constants(TrainSettings settings) {
        List<Constant> all = new ArrayList<>();
        call.inputs().forEach(input -> all.add(size(input)));
        call.outputs().forEach(output -> all.add(size(output)));
        all.add(new Constant(
                StoragePlan.PARAMETER_FLOATS,
                placement.parameterFloats(),
                "Floats of all parameters, padding between them included."));
        if (placement.trainedFloats() < placement.parameterFloats()) {
            all.add(new Constant(
                    StoragePlan.TRAINED_FLOATS,
                    placement.trainedFloats(),
                    "Floats of the parameters that an optimizer changes; the others lie behind them."));
        }
        if (trains) {
            all.add(new Constant("BATCH", settings.batch(), "Samples of a training step, as the model file says."));
            all.add(new Constant("EPOCHS", settings.epochs(), "Passes over the data, as the model file says."));
        }
        if (trains && settings.isSharded()) {
            all.add(new Constant(
                    StoragePlan.SHARDS, settings.shards(), "Shards of a training step, as the model file says."));
        }
        call.outputs().stream()
                .flatMap(output -> output.weights().stream())
                .filter(weights -> trains && weights.given().isEmpty())
                .forEach(weights -> all.add(new Constant(
                        StoragePlan.BALANCED,
                        weights.count(),
                        "Weights of the loss that are counted from the training data.")));
        if (trains
                && call.outputs().stream()
                        .anyMatch(output -> output.sampleWeights().isPresent())) {
            all.add(new Constant(StoragePlan.SAMPLE_WEIGHTS, 1, "Weights of one sample in the loss."));
        }
        if (call.sequences().hasLength()) {
            all.add(new Constant("STEPS", call.sequences().steps(), "The most steps of a sequence."));
        }
        call.inputs().stream()
                .filter(CallPlan.Input::holdsTokens)
                .forEach(input -> all.add(constant(input.vocabulary(), "How many different tokens there are.")));
        for (CallPlan.Output output : call.outputs()) {
            output.labels().ifPresent(labels -> {
                all.add(constant(labels.classes(), "How many different labels there are."));
                all.add(constant(labels.perSample(), "Labels of one sample."));
            });
        }
        if (call.sequences().hasStates()) {
            all.add(new Constant(
                    "STATE_SIZE",
                    call.sequences().stateFloats(),
                    "Floats of one sample of the state that steps carry on."));
        }
        return all;
    }

    /** The tables of positions that a program reads; layers over equal shapes share one. */
    private List<StoragePlan.Sinusoids> sinusoids() {
        return programs.both().stream()
                .map(Program::graph)
                .flatMap(graph -> graph.bindings().entrySet().stream()
                        .filter(each -> each.getValue().kind() == Binding.Kind.SINUSOIDS)
                        .map(each ->
                                sinusoids(each.getValue().name(), each.getKey().type(), graph.layout(each.getKey()))))
                .distinct()
                .toList();
    }

    private static StoragePlan.Sinusoids sinusoids(String name, TensorType type, Layout layout) {
        return new StoragePlan.Sinusoids(
                name, type.size(0), type.size(1), layout.axes().get(0).stride());
    }

    private static Constant size(CallPlan.Input input) {
        String unit = input.holdsTokens() ? "Tokens" : "Floats";
        return new Constant(
                input.size().constant(), input.size().most(), unit + " of one sample of " + input.variable() + ".");
    }

    private Constant size(CallPlan.Output output) {
        String what = call.isMulti() ? output.result() : "the output";
        return new Constant(output.size().constant(), output.size().most(), "Floats of one sample of " + what + ".");
    }

    private static Constant constant(CallPlan.Constant constant, String javadoc) {
        return new Constant(constant.name(), constant.value(), javadoc);
    }

    /** The workspace of a network that trains. It is large enough for predictions too. */
    private Peak training() {
        Peak predicting = programs.predicting().peak();
        Peak training = programs.training().peak();
        return new Peak(
                Math.max(predicting.fixedFloats(), training.fixedFloats()),
                Math.max(predicting.sampleFloats(), training.sampleFloats()));
    }

    /** The floats of scratch memory of each thread. They are often fewer in a network that only predicts. */
    private Optional<CodeBlock> scratch() {
        int predicting = programs.scratch(programs.predicting());
        int training = Math.max(predicting, programs.scratch(programs.training()));
        if (training == 0) {
            return Optional.empty();
        }
        return Optional.of(
                predicting == training
                        ? CodeBlock.of("$L", training)
                        : CodeBlock.of("state == null ? $L : $L", predicting, training));
    }

    /** The arguments of a call, where all threads find them. */
    private List<Field> given() {
        return call.givenArguments(trains).stream()
                .map(argument -> new Field(
                        argument.type(),
                        CallPlan.givenField(argument.name()),
                        CodeBlock.builder().build(),
                        false))
                .toList();
    }

    private List<Field> states() {
        return call.sequences().hasStates()
                ? StoragePlan.states(trains).stream().map(StoragePlanner::state).toList()
                : List.of();
    }

    private static Field state(String name) {
        String array = "float[capacity * STATE_SIZE]";
        return name.endsWith("Gradient")
                ? trainingArray(RuntimeTypes.FLOATS, name, array)
                : field(RuntimeTypes.FLOATS, name, CodeBlock.of("new $L", array));
    }

    private List<Field> tokens() {
        return call.inputs().stream()
                .filter(input -> trains && input.holdsTokens())
                .map(input -> trainingArray(
                        RuntimeTypes.INTS,
                        input.copy(),
                        "int[capacity * " + input.size().constant() + "]"))
                .toList();
    }

    private List<Field> truth() {
        return call.outputs().stream()
                .filter(output -> trains && output.hasLoss())
                .flatMap(output -> Stream.concat(
                        Stream.of(truth(output)),
                        output
                                .sampleWeights()
                                .map(name -> trainingArray(RuntimeTypes.FLOATS, name, "float[capacity]"))
                                .stream()))
                .toList();
    }

    private static Field truth(CallPlan.Output output) {
        return output.labels()
                .map(labels -> trainingArray(
                        RuntimeTypes.INTS,
                        output.given(),
                        "int[capacity * " + labels.perSample().name() + "]"))
                .orElseGet(() -> trainingArray(
                        RuntimeTypes.FLOATS,
                        output.given(),
                        "float[capacity * " + output.size().constant() + "]"));
    }

    private List<Field> weights() {
        return call.outputs().stream()
                .flatMap(output -> output.weights().stream())
                .filter(weights -> trains)
                .map(StoragePlanner::weights)
                .toList();
    }

    private static Field weights(CallPlan.LossWeights weights) {
        String array = weights.given().isEmpty()
                ? "float[" + weights.count() + "]"
                : weights.given().stream()
                        .map(weight -> weight + "f")
                        .collect(Collectors.joining(", ", "float[] {", "}"));
        return trainingArray(RuntimeTypes.FLOATS, weights.field(), array);
    }

    private List<Field> lengths() {
        List<Field> all = new ArrayList<>();
        if (call.sequences().hasLength()) {
            all.add(field(RuntimeTypes.LENGTHS, "lengths", lengthsOfInputs()));
            for (TimeAxis axis : call.sequences().otherAxes()) {
                all.add(field(
                        RuntimeTypes.LENGTHS,
                        "lengths" + call.sequences().suffix(axis),
                        CodeBlock.of("lengths.behind($L, $L)", axis.plus(), axis.divisor())));
            }
        }
        if (call.sequences().streams()) {
            all.add(field(RuntimeTypes.LENGTHS, "single", CodeBlock.of("new $T(1, capacity)", RuntimeTypes.LENGTHS)));
        }
        return all;
    }

    private CodeBlock lengthsOfInputs() {
        int least = call.sequences().least();
        return least == 1
                ? CodeBlock.of("new $T(STEPS, capacity)", RuntimeTypes.LENGTHS)
                : CodeBlock.of("new $T($L, STEPS, capacity)", RuntimeTypes.LENGTHS, least);
    }

    private List<Field> dropout() {
        return programs.drops()
                ? List.of(new Field(TypeName.BOOLEAN, "dropout", CodeBlock.of("true"), false))
                : List.of();
    }

    private List<Field> scores() {
        return !call.isMulti() && call.output().isOneClass()
                ? List.of(field(RuntimeTypes.FLOATS, "scores", CodeBlock.of("new float[OUTPUT_SIZE]")))
                : List.of();
    }

    /** An array that only training needs, for a copy of the caller's array. The backward pass reads the copy. */
    private static Field trainingArray(TypeName type, String name, String array) {
        return field(type, name, CodeBlock.of("state == null ? null : new $L", array));
    }

    private static Field field(TypeName type, String name, CodeBlock value) {
        return new Field(type, name, value, true);
    }
}
