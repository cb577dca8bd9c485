package dev.lamina.compiler.emit;

import dev.lamina.compiler.emit.CallPlan.Constant;
import dev.lamina.compiler.emit.CallPlan.Input;
import dev.lamina.compiler.emit.CallPlan.Labels;
import dev.lamina.compiler.emit.CallPlan.LossWeights;
import dev.lamina.compiler.emit.CallPlan.Output;
import dev.lamina.compiler.emit.CallPlan.SampleSize;
import dev.lamina.compiler.emit.CallPlan.Sequences;
import dev.lamina.compiler.layer.loss.Loss;
import dev.lamina.compiler.model.AppliedLoss;
import dev.lamina.compiler.model.InputDeclaration;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.runtime.GroundTruth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Decides the arguments and results of the methods that a network's users call. */
final class CallPlanner {
    private final ShapedModel shaped;
    private final boolean multi;
    private final PortNames names = new PortNames();

    private CallPlanner(ShapedModel shaped) {
        this.shaped = shaped;
        this.multi = shaped.model().isMulti();
    }

    static CallPlan plan(ShapedModel shaped) {
        CallPlanner planner = new CallPlanner(shaped);
        List<Input> inputs =
                shaped.model().inputs().stream().map(planner::input).toList();
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < shaped.model().outputs().size(); i++) {
            outputs.add(planner.output(i));
        }
        return new CallPlan(shaped.model().name(), inputs, outputs, planner.sequences());
    }

    private Input input(InputDeclaration declared) {
        Shape shape = declared.shape();
        int vocabulary = shape instanceof Shape.Tokens tokens ? tokens.vocabulary() : 0;
        String variable = multi ? names.variable(declared.name()) : TakenNames.inputVariable(declared.name());
        String constants = multi ? names.constants(variable) + "_" : "";
        return new Input(
                declared.name(),
                RuntimeTypes.argument(vocabulary > 0 ? RuntimeTypes.INTS : RuntimeTypes.FLOATS, variable),
                size(shape, multi ? constants + "SIZE" : "INPUT_SIZE"),
                new Constant(constants + "VOCABULARY", vocabulary),
                multi ? names.variable(variable + "Tokens") : "tokens",
                shape.toString());
    }

    private Output output(int number) {
        String name = shaped.model().outputs().get(number).name();
        Shape shape = shaped.outputShape(number);
        GroundTruth truth = shaped.groundTruth(number);
        String variable = multi ? names.variable(name) : "into";
        String constants = multi ? names.constants(variable) + "_" : "";
        String given = truth == GroundTruth.LABELS ? "labels" : "target";
        return new Output(
                name,
                multi ? name : "output",
                variable,
                size(shape, multi ? constants + "SIZE" : "OUTPUT_SIZE"),
                truth,
                shaped.loss(number).filter(applied -> applied.loss().isBinary()).isPresent(),
                multi ? names.variable(variable + capitalised(given)) : given,
                multi ? names.variable(variable + "Gradient") : "outputGradient",
                truth == GroundTruth.LABELS
                        ? Optional.of(labels(
                                shape,
                                constants,
                                shaped.loss(number)
                                        .flatMap(applied -> applied.loss().ignored())))
                        : Optional.empty(),
                shaped.loss(number)
                        .map(AppliedLoss::loss)
                        .filter(loss -> loss.classWeights().areThere())
                        .map(loss -> weights(loss, shape, variable)),
                shaped.loss(number)
                        .filter(AppliedLoss::sampleWeights)
                        .map(loss -> multi ? names.variable(variable + "SampleWeights") : "sampleWeights"),
                shape.toString());
    }

    private LossWeights weights(Loss loss, Shape shape, String variable) {
        int count = loss.weightCount(shape);
        List<Float> given =
                loss.classWeights().given().stream().map(Double::floatValue).toList();
        return new LossWeights(
                multi ? names.variable(variable + "LossWeights") : "lossWeights",
                given.size() == 1 ? Collections.nCopies(count, given.get(0)) : given,
                count);
    }

    private static String capitalised(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private Labels labels(Shape shape, String constants, Optional<Integer> ignored) {
        String perSample = multi ? constants + "LABELS" : "LABEL_SIZE";
        String classes = constants + "CLASSES";
        return shape instanceof Shape.Sequence sequence
                ? new Labels(
                        new Constant(perSample, sequence.steps()),
                        new Constant(classes, sequence.features()),
                        hasStepsOfACall(shape) ? "steps" : perSample,
                        ignored)
                : new Labels(new Constant(perSample, 1), new Constant(classes, (int) shape.size()), perSample, ignored);
    }

    /** Whether a value of this shape has numbers for each time step of the call. */
    private boolean hasStepsOfACall(Shape shape) {
        return shaped.isOfAnyLength() && (shape instanceof Shape.Sequence || shape instanceof Shape.Tokens);
    }

    private SampleSize size(Shape shape, String constant) {
        int most = (int) shape.size();
        if (!hasStepsOfACall(shape)) {
            return new SampleSize(constant, most, 0, constant);
        }
        int perStep = most / shape.sizes().get(0);
        return new SampleSize(constant, most, perStep, perStep == 1 ? "steps" : "steps * " + perStep);
    }

    private Sequences sequences() {
        return new Sequences(
                shaped.mostSteps(), shaped.whyNotStreaming().isEmpty(), shaped.states(), shaped.otherTimeAxes());
    }
}
