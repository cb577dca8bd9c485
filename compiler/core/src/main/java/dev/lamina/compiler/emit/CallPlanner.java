package dev.lamina.compiler.emit;

import com.palantir.javapoet.ParameterSpec;
import dev.lamina.compiler.emit.CallPlan.Input;
import dev.lamina.compiler.emit.CallPlan.Labels;
import dev.lamina.compiler.emit.CallPlan.Output;
import dev.lamina.compiler.emit.CallPlan.SampleSize;
import dev.lamina.compiler.emit.CallPlan.Sequences;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.runtime.GroundTruth;
import java.util.Optional;

/** Decides the arguments and results of the methods that a network's users call. */
final class CallPlanner {
    private final ShapedModel shaped;
    private final Shape in;
    private final Shape out;

    private CallPlanner(ShapedModel shaped) {
        this.shaped = shaped;
        this.in = shaped.inputShape();
        this.out = shaped.outputShape();
    }

    static CallPlan plan(ShapedModel shaped) {
        CallPlanner planner = new CallPlanner(shaped);
        return new CallPlan(shaped.model().name(), planner.input(), planner.output(), planner.sequences());
    }

    private Input input() {
        String name = shaped.model().input().name();
        int vocabulary = in instanceof Shape.Tokens tokens ? tokens.vocabulary() : 0;
        ParameterSpec argument = RuntimeTypes.argument(
                vocabulary > 0 ? RuntimeTypes.INTS : RuntimeTypes.FLOATS, TakenNames.inputVariable(name));
        return new Input(name, argument, size(in, shaped.isOfAnyLength(), "INPUT_SIZE"), vocabulary);
    }

    private Output output() {
        SampleSize size = size(out, hasStepsOfACall(), "OUTPUT_SIZE");
        Optional<Labels> labels = shaped.groundTruth() == GroundTruth.LABELS ? Optional.of(labels()) : Optional.empty();
        return new Output(size, shaped.groundTruth(), labels);
    }

    private Labels labels() {
        String ofACall = hasStepsOfACall() ? "steps" : "LABEL_SIZE";
        return out instanceof Shape.Sequence sequence
                ? new Labels(sequence.steps(), sequence.features(), ofACall)
                : new Labels(1, (int) out.size(), ofACall);
    }

    /** Whether the output has a value for each time step of the call. */
    private boolean hasStepsOfACall() {
        return shaped.isOfAnyLength() && out instanceof Shape.Sequence;
    }

    private static SampleSize size(Shape shape, boolean hasStepsOfACall, String constant) {
        int most = (int) shape.size();
        if (!hasStepsOfACall) {
            return new SampleSize(most, 0, constant);
        }
        int perStep = most / shape.sizes().get(0);
        return new SampleSize(most, perStep, perStep == 1 ? "steps" : "steps * " + perStep);
    }

    private Sequences sequences() {
        int steps = shaped.isOfAnyLength() ? in.sizes().get(0) : 0;
        return new Sequences(steps, shaped.whyNotStreaming().isEmpty(), shaped.states());
    }
}
