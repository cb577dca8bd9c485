package dev.lamina.compiler.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.emit.ChooserPlan.PassedCall;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.model.ShapedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides everything about the class that chooses between the vector class and the scalar class of a model. */
public final class ChooserPlanner {
    /** LeNet has 0.4 million, and its first call is 4 times as fast in plain Java; a VGG of 28 million gains a third, and loses it again later. */
    private static final long MOST_MULTIPLY_ADDS = 2_000_000;

    private final ClassPlan scalar;
    private final CallPlan call;
    private final boolean changesOver;
    private final List<PassedCall> calls = new ArrayList<>();

    private ChooserPlanner(ClassPlan scalar, boolean changesOver) {
        this.scalar = scalar;
        this.call = scalar.call();
        this.changesOver = changesOver;
    }

    /**
     * The plan of the class, which has the name of the model.
     *
     * @param predicting the program of a prediction; the class's Javadoc shows its costs
     * @param scalar the plan of the scalar class; the vector class has the same members
     * @param vectorClass the name of the vector class
     * @param selectable whether a system property can choose the scalar class
     */
    public static ChooserPlan plan(
            ShapedModel shaped, Program predicting, ClassPlan scalar, String vectorClass, boolean selectable) {
        boolean changesOver = changesOver(shaped, predicting, scalar.call());
        return new ChooserPlanner(scalar, changesOver).plan(shaped, predicting, vectorClass, selectable);
    }

    private ChooserPlan plan(ShapedModel shaped, Program predicting, String vectorClass, boolean selectable) {
        TypePlan type = scalar.type();
        addGetters();
        addCalculations();
        return new ChooserPlan(
                new TypePlan(
                        type.packageName(),
                        shaped.model().name(),
                        true,
                        ClassComment.lines(shaped, predicting, "the vector and the scalar target"),
                        type.interfaces()),
                scalar.storage().constants(),
                ClassName.get(type.packageName(), vectorClass),
                ClassName.get(type.packageName(), type.className()),
                selectable,
                scalar.trains(),
                scalar.trains() && scalar.training().schedule().isPresent(),
                changesOver,
                calls);
    }

    /**
     * Whether objects begin as plain Java. Not those of large networks: the loops of a single call are long enough to be compiled during it,
     * vector code as well, and the compilation of both classes would take twice the time of one. Nor those that keep something from call to
     * call, lengths or states of sequences, nor those with several inputs or outputs, whose calls have other arguments.
     */
    private static boolean changesOver(ShapedModel shaped, Program predicting, CallPlan call) {
        long multiplyAdds = LayerCost.total(LayerCost.of(shaped, predicting)).multiplyAdds();
        CallPlan.Sequences sequences = call.sequences();
        return multiplyAdds <= MOST_MULTIPLY_ADDS
                && !call.isMulti()
                && !call.input().holdsTokens()
                && !sequences.hasLength()
                && !sequences.hasStates();
    }

    private void addGetters() {
        add("parameters", RuntimeTypes.PARAMETERS);
        add("capacity", TypeName.INT);
        add("threads", TypeName.INT);
        add("threads", TypeName.VOID, RuntimeTypes.argument(TypeName.INT, "threads"));
        add("inputSize", TypeName.INT);
        add("outputSize", TypeName.INT);
        addPortGetters();
        if (call.sequences().hasStates()) {
            add(RuntimeTypes.RECURRENT, "stateSize", TypeName.INT);
            StoragePlan.STATES.forEach(state -> add(RuntimeTypes.RECURRENT, state, RuntimeTypes.FLOATS));
            add(
                    RuntimeTypes.RECURRENT,
                    "newState",
                    RuntimeTypes.CARRIED,
                    RuntimeTypes.argument(TypeName.INT, "samples"));
        }
        if (call.sequences().hasLength()) {
            add(RuntimeTypes.SEQUENCE, "steps", TypeName.INT);
            add(RuntimeTypes.SEQUENCE, "length", TypeName.INT);
        }
        if (scalar.trains()) {
            add("gradients", RuntimeTypes.PARAMETERS);
            add("state", RuntimeTypes.STATE);
        }
        if (scalar.storage().isSharded()) {
            addShards();
        }
    }

    private void addShards() {
        add("shards", TypeName.INT);
        add(
                "shard",
                TypeName.VOID,
                RuntimeTypes.argument(TypeName.INT, "first"),
                RuntimeTypes.argument(TypeName.INT, "samples"),
                RuntimeTypes.argument(TypeName.INT, "steps"),
                RuntimeTypes.argument(TypeName.BOOLEAN, "sameWeights"));
        add("gradients", TypeName.VOID, RuntimeTypes.argument(RuntimeTypes.PARAMETERS, "into"));
        if (call.weighsLabels()) {
            addLabelWeights();
        }
    }

    private void addLabelWeights() {
        add("weighsLabels", TypeName.BOOLEAN);
        add(
                "labelWeight",
                TypeName.DOUBLE,
                RuntimeTypes.argument(TypeName.INT, "output"),
                RuntimeTypes.argument(RuntimeTypes.INTS, "labels"),
                RuntimeTypes.argument(TypeName.INT, "from"),
                RuntimeTypes.argument(TypeName.INT, "to"));
        add(
                "shard",
                TypeName.VOID,
                RuntimeTypes.argument(TypeName.INT, "first"),
                RuntimeTypes.argument(TypeName.INT, "samples"),
                RuntimeTypes.argument(TypeName.INT, "steps"),
                RuntimeTypes.argument(RuntimeTypes.FLOATS, "labelWeights"),
                RuntimeTypes.argument(TypeName.BOOLEAN, "sameWeights"));
    }

    private void addPortGetters() {
        if (call.isMulti()) {
            ParameterSpec number = RuntimeTypes.argument(TypeName.INT, "number");
            add("inputCount", TypeName.INT);
            add("inputPort", RuntimeTypes.INPUT_PORT, number);
            add("outputCount", TypeName.INT);
            add("outputPort", RuntimeTypes.OUTPUT_PORT, number);
            return;
        }
        if (call.input().holdsTokens()) {
            add("vocabulary", TypeName.INT);
        }
        if (call.output().labels().isPresent()) {
            add("classes", TypeName.INT);
            add("labelSize", TypeName.INT);
        }
    }

    private void addCalculations() {
        ParameterSpec batch = RuntimeTypes.argument(TypeName.INT, "batch");
        ParameterSpec into = RuntimeTypes.floats("into");
        if (call.sequences().hasLength()) {
            add(RuntimeTypes.SEQUENCE, "length", TypeName.VOID, RuntimeTypes.argument(TypeName.INT, "length"));
            add(
                    RuntimeTypes.SEQUENCE,
                    "lengths",
                    TypeName.VOID,
                    RuntimeTypes.argument(RuntimeTypes.INTS, "each"),
                    batch);
        }
        if (call.isMulti()) {
            addPortCalculations(batch);
            return;
        }
        ParameterSpec input = call.input().argument();
        if (call.sequences().streams()) {
            ParameterSpec carried = RuntimeTypes.argument(RuntimeTypes.CARRIED, "carried");
            add(RuntimeTypes.streaming(call), "step", TypeName.VOID, input, carried, into);
        }
        addPrediction("batch", "predict", TypeName.VOID, input, batch, into);
        if (call.output().isOneClass()) {
            addPrediction("1", "classOf", TypeName.INT, input);
        }
        if (scalar.trains()) {
            addTraining();
            add("output", TypeName.VOID, into);
            add("inputGradient", TypeName.VOID, into);
        }
    }

    private void addPortCalculations(ParameterSpec batch) {
        ParameterSpec arrays = RuntimeTypes.argument(RuntimeTypes.ARRAYS, "arrays");
        List<ParameterSpec> inputs = call.inputArguments();
        List<ParameterSpec> results = call.resultArguments();
        if (call.sequences().streams()) {
            ParameterSpec carried = RuntimeTypes.argument(RuntimeTypes.CARRIED, "carried");
            addTyped("step", TypeName.VOID, joined(inputs, List.of(carried), results));
            add(RuntimeTypes.streaming(call), "step", TypeName.VOID, arrays, carried);
        }
        addTyped("predict", TypeName.VOID, joined(inputs, List.of(batch), results));
        add("predict", TypeName.VOID, arrays, batch);
        if (scalar.trains()) {
            addPortTraining(arrays, batch);
        }
    }

    private void addPortTraining(ParameterSpec arrays, ParameterSpec batch) {
        ParameterSpec number = RuntimeTypes.argument(TypeName.INT, "number");
        ParameterSpec into = RuntimeTypes.floats("into");
        List<ParameterSpec> results = call.resultArguments();
        add("training", TypeName.VOID, RuntimeTypes.argument(TypeName.BOOLEAN, "dropoutOn"));
        List<ParameterSpec> given = scalar.training().given();
        addTyped("forward", call.hasLoss() ? TypeName.FLOAT : TypeName.VOID, given);
        add("forward", TypeName.FLOAT, arrays, batch);
        add("backward", TypeName.VOID);
        if (!call.hasLoss()) {
            addTyped("backward", TypeName.VOID, call.gradientArguments());
        }
        add("backward", TypeName.VOID, arrays);
        add("update", TypeName.VOID);
        if (call.hasLoss()) {
            addTyped("trainStep", TypeName.FLOAT, given);
        }
        add("output", TypeName.VOID, into);
        add("output", TypeName.VOID, number, into);
        if (results.size() > 1) {
            addTyped("output", TypeName.VOID, results);
        }
        add("inputGradient", TypeName.VOID, into);
        add("inputGradient", TypeName.VOID, number, into);
        List<ParameterSpec> floats =
                call.floatInputs().stream().map(CallPlan.Input::argument).toList();
        if (floats.size() > 1) {
            addTyped("inputGradient", TypeName.VOID, floats);
        }
    }

    private static List<ParameterSpec> joined(
            List<ParameterSpec> first, List<ParameterSpec> second, List<ParameterSpec> third) {
        return Stream.of(first, second, third).flatMap(List::stream).toList();
    }

    private void addTraining() {
        ParameterSpec[] given = scalar.training().given().toArray(ParameterSpec[]::new);
        add("training", TypeName.VOID, RuntimeTypes.argument(TypeName.BOOLEAN, "dropoutOn"));
        if (call.output().hasLoss()) {
            add("forward", TypeName.FLOAT, given);
            addWeighted();
            add("backward", TypeName.VOID);
            add("update", TypeName.VOID);
            add("trainStep", TypeName.FLOAT, given);
        } else {
            add("forward", TypeName.VOID, given);
            add("backward", TypeName.VOID, RuntimeTypes.floats("outputGradient"));
            add("update", TypeName.VOID);
        }
    }

    private void addWeighted() {
        List<ParameterSpec> weights = call.sampleWeightArguments();
        if (!weights.isEmpty()) {
            List<ParameterSpec> given = new ArrayList<>(scalar.training().given());
            given.addAll(given.size() - 1, weights);
            add("forward", TypeName.FLOAT, given.toArray(ParameterSpec[]::new));
        }
    }

    private void add(String name, TypeName returned, ParameterSpec... arguments) {
        calls.add(new PassedCall(Optional.empty(), false, Optional.empty(), name, returned, List.of(arguments)));
    }

    private void addPrediction(String batch, String name, TypeName returned, ParameterSpec... arguments) {
        Optional<String> samples = changesOver ? Optional.of(batch) : Optional.empty();
        calls.add(new PassedCall(Optional.empty(), false, samples, name, returned, List.of(arguments)));
    }

    private void add(ClassName as, String name, TypeName returned, ParameterSpec... arguments) {
        calls.add(new PassedCall(Optional.of(as), false, Optional.empty(), name, returned, List.of(arguments)));
    }

    private void addTyped(String name, TypeName returned, List<ParameterSpec> arguments) {
        calls.add(new PassedCall(Optional.empty(), true, Optional.empty(), name, returned, arguments));
    }
}
