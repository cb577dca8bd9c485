package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.emit.StoragePlan.Constant;
import dev.lamina.compiler.emit.StoragePlan.Field;
import dev.lamina.compiler.graph.Peak;
import dev.lamina.compiler.model.TrainSettings;
import java.util.ArrayList;
import java.util.List;

/** Decides the constants and the fields of a class, and the sizes of its workspaces. */
final class StoragePlanner {
    private final CallPlan call;
    private final Placement placement;
    private final ScheduledPrograms programs;

    StoragePlanner(CallPlan call, Placement placement, ScheduledPrograms programs) {
        this.call = call;
        this.placement = placement;
        this.programs = programs;
    }

    StoragePlan plan(TrainSettings settings) {
        List<Field> fields = joined(List.of(scratch(), states(), tokens(), truth(), lengths(), dropout(), scores()));
        List<Field> created = joined(List.of(scratch(), lengths(), tokens(), truth(), scores(), states()));
        return new StoragePlan(
                constants(settings), fields, created, programs.predicting().peak(), training());
    }

    private static List<Field> joined(List<List<Field>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    private List<Constant> constants(TrainSettings settings) {
        String unit = call.input().holdsTokens() ? "Tokens" : "Floats";
        List<Constant> all = new ArrayList<>();
        all.add(new Constant(
                "INPUT_SIZE",
                call.input().size().most(),
                unit + " of one sample of " + call.input().variable() + "."));
        all.add(new Constant("OUTPUT_SIZE", call.output().size().most(), "Floats of one sample of the output."));
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
        all.add(new Constant("BATCH", settings.batch(), "Samples of a training step, as the model file says."));
        all.add(new Constant("EPOCHS", settings.epochs(), "Passes over the data, as the model file says."));
        if (call.sequences().hasLength()) {
            all.add(new Constant("STEPS", call.sequences().steps(), "The most steps of a sequence."));
        }
        if (call.input().holdsTokens()) {
            all.add(new Constant("VOCABULARY", call.input().vocabulary(), "How many different tokens there are."));
        }
        call.output().labels().ifPresent(labels -> {
            all.add(new Constant("CLASSES", labels.classes(), "How many different labels there are."));
            all.add(new Constant("LABEL_SIZE", labels.perSample(), "Labels of one sample."));
        });
        if (call.sequences().hasStates()) {
            all.add(new Constant(
                    "STATE_SIZE",
                    call.sequences().stateFloats(),
                    "Floats of one sample of the state that steps carry on."));
        }
        return all;
    }

    /** The workspace of a network that trains. It is large enough for predictions too. */
    private Peak training() {
        Peak predicting = programs.predicting().peak();
        Peak training = programs.training().peak();
        return new Peak(
                Math.max(predicting.fixedFloats(), training.fixedFloats()),
                Math.max(predicting.sampleFloats(), training.sampleFloats()));
    }

    /** The array of scratch memory. It is often shorter in a network that only predicts. */
    private List<Field> scratch() {
        int predicting = programs.scratch(programs.predicting());
        int training = Math.max(predicting, programs.scratch(programs.training()));
        if (training == 0) {
            return List.of();
        }
        return List.of(field(
                RuntimeTypes.FLOATS,
                "rows",
                predicting == training
                        ? CodeBlock.of("new float[$L]", training)
                        : CodeBlock.of("new float[state == null ? $L : $L]", predicting, training)));
    }

    private List<Field> states() {
        return call.sequences().hasStates()
                ? StoragePlan.STATES.stream().map(StoragePlanner::state).toList()
                : List.of();
    }

    private static Field state(String name) {
        String array = "float[capacity * STATE_SIZE]";
        return name.endsWith("Gradient")
                ? trainingArray(RuntimeTypes.FLOATS, name, array)
                : field(RuntimeTypes.FLOATS, name, CodeBlock.of("new $L", array));
    }

    private List<Field> tokens() {
        return call.input().holdsTokens()
                ? List.of(trainingArray(RuntimeTypes.INTS, "tokens", "int[capacity * INPUT_SIZE]"))
                : List.of();
    }

    private List<Field> truth() {
        return switch (call.output().truth()) {
            case LABELS -> List.of(trainingArray(RuntimeTypes.INTS, "labels", "int[capacity * LABEL_SIZE]"));
            case TARGET -> List.of(trainingArray(RuntimeTypes.FLOATS, "target", "float[capacity * OUTPUT_SIZE]"));
            case NONE -> List.of();
        };
    }

    private List<Field> lengths() {
        List<Field> all = new ArrayList<>();
        if (call.sequences().hasLength()) {
            all.add(field(
                    RuntimeTypes.LENGTHS, "lengths", CodeBlock.of("new $T(STEPS, capacity)", RuntimeTypes.LENGTHS)));
        }
        if (call.sequences().streams()) {
            all.add(field(RuntimeTypes.LENGTHS, "single", CodeBlock.of("new $T(1, capacity)", RuntimeTypes.LENGTHS)));
        }
        return all;
    }

    private List<Field> dropout() {
        return programs.drops()
                ? List.of(new Field(TypeName.BOOLEAN, "dropout", CodeBlock.of("true"), false))
                : List.of();
    }

    private List<Field> scores() {
        return call.output().isOneClass()
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
