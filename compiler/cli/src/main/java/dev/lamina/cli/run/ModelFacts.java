package dev.lamina.cli.run;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.data.SamplePorts;
import dev.lamina.cli.data.SampleSpec;
import dev.lamina.cli.data.ScaledPort;
import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LossFunction;
import dev.lamina.compiler.ModelValue;
import dev.lamina.compiler.TrainingFacts;
import dev.lamina.runtime.Architecture;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.RecurrentState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sizes and kinds of the inputs, the outputs and the labels of a compiled model, for the verbs that run it.
 *
 * @param length the number of steps of a call's sequences; 0 if it is that of the model, or if there are no sequences
 */
public record ModelFacts(CompiledModel model, int length) {

    /** Channels, rows and columns. */
    private static final int IMAGE_AXES = 3;

    public ModelFacts(CompiledModel model) {
        this(model, 0);
    }

    /** The same for sequences of so many steps. */
    public ModelFacts ofLength(int steps) {
        return new ModelFacts(model, steps);
    }

    /** The fewest steps of a sequence. */
    int leastSteps() {
        return model.sequences().leastSteps();
    }

    /** The most steps of a sequence, if there may be fewer; else 0. */
    int mostSteps() {
        return model.sequences().mostSteps();
    }

    public String name() {
        return model.summary().model();
    }

    /** The number of inputs. */
    public int inputs() {
        return model.inputs().size();
    }

    /** The number of outputs. */
    public int outputs() {
        return model.outputs().size();
    }

    /** Whether the model has several inputs or several outputs. Then the methods without a number throw a {@link Failure}. */
    public boolean isMulti() {
        return model.isMulti();
    }

    public String inputName(int input) {
        return model.inputs().get(input).name();
    }

    public String outputName(int output) {
        return model.outputs().get(output).name();
    }

    /** The sizes of one sample of an input. */
    public List<Integer> inputShape(int input) {
        ModelValue value = model.inputs().get(input);
        return length == 0 || !value.hasSteps() ? value.sizes() : ofLength(value.sizes());
    }

    /** The sizes of one sample of an output. */
    public List<Integer> outputShape(int output) {
        return length == 0 || !everyStep(output)
                ? model.outputs().get(output).sizes()
                : ofLength(model.outputs().get(output).sizes());
    }

    private List<Integer> ofLength(List<Integer> sizes) {
        List<Integer> shorter = new ArrayList<>(sizes);
        shorter.set(0, length);
        return shorter;
    }

    /** The number of floats of one sample of an output. */
    public int outputSize(int output) {
        return outputShape(output).stream().reduce(1, Math::multiplyExact);
    }

    /** Whether an output has a row for each step. */
    public boolean everyStep(int output) {
        return model.outputs().get(output).kind() == ModelValue.Kind.SEQUENCE;
    }

    /** How many different tokens an input may hold; 0 if it holds floats. */
    int vocabulary(int input) {
        return model.inputs().get(input).vocabulary();
    }

    /** What a loss compares an output with. */
    public GroundTruth groundTruth(int output) {
        return model.training().outputs().get(output).groundTruth();
    }

    /** What the loss of an output computes. */
    public LossFunction loss(int output) {
        return model.training().outputs().get(output).function();
    }

    /** The sizes of one sample's labels of an output: none for one label, or the steps. */
    List<Integer> labelShape(int output) {
        return everyStep(output) ? outputShape(output).subList(0, 1) : List.of();
    }

    /** The number of classes of an output. */
    public int classes(int output) {
        ModelValue value = model.outputs().get(output);
        return everyStep(output) ? value.sizes().get(1) : value.size();
    }

    /**
     * The name of a tensor that belongs to an output: {@code labels}, with a {@code _} behind it where an input has that name; of a model with
     * several outputs {@code labels.scores}.
     */
    public String beside(String name, int output) {
        return outputs() == 1 ? besideInputs(name) : name + "." + outputName(output);
    }

    /** A name with a {@code _} behind it where an input has that name. */
    String besideInputs(String name) {
        return model.inputs().stream().anyMatch(input -> input.name().equals(name)) ? name + "_" : name;
    }

    private ModelValue input() {
        requireOne();
        return model.input();
    }

    private ModelValue output() {
        requireOne();
        return model.output();
    }

    private void requireOne() {
        if (isMulti()) {
            throw new Failure("the model " + name() + " has "
                    + names(model.inputs(), "input") + " and " + names(model.outputs(), "output")
                    + ", but this command takes models with one of each");
        }
    }

    private static String names(List<ModelValue> values, String what) {
        return "the " + what + (values.size() == 1 ? " " : "s ")
                + values.stream().map(ModelValue::name).collect(Collectors.joining(", "));
    }

    public String inputName() {
        return input().name();
    }

    /** The sizes of one sample of the input. */
    public List<Integer> inputShape() {
        input();
        return inputShape(0);
    }

    /** The sizes of one sample of the output. */
    public List<Integer> outputShape() {
        output();
        return outputShape(0);
    }

    /** Whether its output has a row for each step. */
    public boolean everyStep() {
        output();
        return everyStep(0);
    }

    /** The states of layers, in the order in which a sample's row holds them. */
    public List<RecurrentState.Part> states() {
        return model.sequences().states();
    }

    public GroundTruth groundTruth() {
        output();
        return groundTruth(0);
    }

    /** Whether the loss of a model with one output compares it with numbers, which may have any scale. */
    public boolean isRegression() {
        return groundTruth() == GroundTruth.TARGET && !loss(0).isBinary();
    }

    public boolean hasLoss() {
        return model.training().hasLoss();
    }

    public int inputSize() {
        return input().size();
    }

    public int outputSize() {
        return output().size();
    }

    /** How many different tokens its input may hold; 0 if it holds floats. */
    int vocabulary() {
        return input().vocabulary();
    }

    public boolean takesTokens() {
        return vocabulary() > 0;
    }

    /** The sizes of one sample's labels: none for one label, or the steps. */
    List<Integer> labelShape() {
        output();
        return labelShape(0);
    }

    public int labelSize() {
        return labelShape().isEmpty() ? 1 : labelShape().get(0);
    }

    public int classes() {
        output();
        return classes(0);
    }

    /** The number of labels of a binary loss: the features of a vector or of a step, or the channels of an image. */
    public int labels() {
        List<Integer> shape = outputShape();
        return everyStep() ? shape.get(1) : shape.get(0);
    }

    /** The inputs that hold numbers, as weights scale them. */
    public List<ScaledPort> scaledInputs(Architecture of) {
        return ScaledPort.inputs(of, inputName(0));
    }

    /** The targets that are numbers of any scale, as weights scale them. */
    public List<ScaledPort> scaledTargets(Architecture of) {
        return isMulti() || isRegression() ? ScaledPort.targets(of, outputName(0)) : List.of();
    }

    /** What this model needs in a training sample. */
    public SampleSpec expected() {
        requireLoss();
        return isMulti() ? SampleSpec.ofPorts(ports()) : ofKind(expectedOfFloats());
    }

    /** What rows to predict need: the inputs, and the columns of the label or target that may be there too. */
    public SampleSpec expectedOfAny() {
        return hasLoss() ? expected() : ofKind(SampleSpec.numbers(name(), inputName(), inputSize(), 0));
    }

    private SampleSpec ofKind(SampleSpec expected) {
        SampleSpec ofKind = takesTokens() ? expected.ofTokens(vocabulary()) : expected;
        if (inputShape().size() == IMAGE_AXES) {
            return ofKind.ofImages(inputShape());
        }
        SampleSpec ofSteps = ofKind.withGaps(model.sequences().whyNoGaps());
        return mostSteps() == 0 ? ofSteps : ofSteps.ofSequences(leastSteps(), mostSteps(), everyStep());
    }

    private void requireLoss() {
        if (!hasLoss()) {
            throw new Failure("the model " + name() + " has no loss, so there is nothing to learn or to score;"
                    + " a statement like `loss cross_entropy` says what is wanted");
        }
    }

    private SampleSpec expectedOfFloats() {
        SampleSpec spec = groundTruth() == GroundTruth.LABELS
                ? SampleSpec.labelled(name(), inputName(), inputSize(), classes(), labelSize())
                : SampleSpec.numbers(name(), inputName(), inputSize(), outputSize());
        SampleSpec compared = spec.comparedBy(training().function());
        return training().targetIsInput() ? compared.withInputAsTarget() : compared;
    }

    /** The inputs and outputs of a model with several of them, as samples have them. */
    public SamplePorts ports() {
        List<SamplePorts.Input> inputs = model.inputs().stream()
                .map(input -> new SamplePorts.Input(
                        input.name(), input.size(), input.vocabulary(), mostSteps() > 0 && input.hasSteps()))
                .toList();
        List<SamplePorts.Output> outputs = new ArrayList<>();
        for (int i = 0; i < outputs(); i++) {
            TrainingFacts.OutputLoss loss = training().outputs().get(i);
            boolean labels = loss.groundTruth() == GroundTruth.LABELS;
            int each = labelShape(i).isEmpty() ? 1 : labelShape(i).get(0);
            outputs.add(new SamplePorts.Output(
                    outputName(i),
                    loss.hasLoss() ? beside(labels ? "labels" : "target", i) : "",
                    labels ? each : loss.hasLoss() ? model.outputs().get(i).size() : 0,
                    labels ? classes(i) : 0,
                    mostSteps() > 0 && everyStep(i),
                    loss.function(),
                    loss.weight()));
        }
        return new SamplePorts(
                name(),
                inputs,
                outputs,
                leastSteps(),
                mostSteps(),
                besideInputs("lengths"),
                model.sequences().whyNoGaps());
    }

    /** The train block, or its defaults if the file has none. */
    public TrainingFacts training() {
        return model.training();
    }
}
