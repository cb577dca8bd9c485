package dev.lamina.cli.run;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.data.SampleSpec;
import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.ModelValue;
import dev.lamina.compiler.TrainingFacts;
import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.RecurrentState;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes and kinds of the input, the output and the labels of a compiled model, for the verbs that run it.
 *
 * @param length the number of steps of a call's sequences; 0 if it is that of the model, or if there are no sequences
 */
public record ModelFacts(CompiledModel model, int length) {

    public ModelFacts(CompiledModel model) {
        this(model, 0);
    }

    /** The same for sequences of so many steps. */
    public ModelFacts ofLength(int steps) {
        return new ModelFacts(model, steps);
    }

    /** The most steps of a sequence, if there may be fewer; else 0. */
    int mostSteps() {
        return model.sequences().mostSteps();
    }

    public String name() {
        return model.summary().model();
    }

    public String inputName() {
        return model.input().name();
    }

    /** The sizes of one sample of the input. */
    public List<Integer> inputShape() {
        return length == 0 ? model.input().sizes() : ofLength(model.input().sizes());
    }

    /** The sizes of one sample of the output. */
    public List<Integer> outputShape() {
        return length == 0 || !everyStep()
                ? model.output().sizes()
                : ofLength(model.output().sizes());
    }

    private List<Integer> ofLength(List<Integer> sizes) {
        List<Integer> shorter = new ArrayList<>(sizes);
        shorter.set(0, length);
        return shorter;
    }

    /** Whether its output has a row for each step. */
    public boolean everyStep() {
        return model.output().kind() == ModelValue.Kind.SEQUENCE;
    }

    /** The states of recurrent layers, in the order in which a sample's row holds them. */
    public List<RecurrentState.Part> states() {
        return model.sequences().states();
    }

    public GroundTruth groundTruth() {
        return model.training().groundTruth();
    }

    public boolean hasLoss() {
        return model.training().hasLoss();
    }

    public int inputSize() {
        return model.input().size();
    }

    public int outputSize() {
        return model.output().size();
    }

    /** How many different tokens its input may hold; 0 if it holds floats. */
    int vocabulary() {
        return model.input().vocabulary();
    }

    public boolean takesTokens() {
        return vocabulary() > 0;
    }

    /** The sizes of one sample's labels: none for one label, or the steps. */
    List<Integer> labelShape() {
        return everyStep() ? outputShape().subList(0, 1) : List.of();
    }

    public int labelSize() {
        return labelShape().isEmpty() ? 1 : labelShape().get(0);
    }

    public int classes() {
        return everyStep() ? model.output().sizes().get(1) : outputSize();
    }

    /** What this model needs in a training sample. */
    public SampleSpec expected() {
        return ofKind(expectedOfFloats());
    }

    /** The same, or inputs alone if the model has no loss. */
    public SampleSpec expectedOfAny() {
        return hasLoss() ? expected() : ofKind(SampleSpec.numbers(name(), inputName(), inputSize(), 0));
    }

    private SampleSpec ofKind(SampleSpec expected) {
        SampleSpec ofKind = takesTokens() ? expected.ofTokens(vocabulary()) : expected;
        return mostSteps() == 0 ? ofKind : ofKind.ofSequences(mostSteps(), everyStep());
    }

    private SampleSpec expectedOfFloats() {
        return switch (groundTruth()) {
            case LABELS -> SampleSpec.labelled(name(), inputName(), inputSize(), classes(), labelSize());
            case TARGET -> SampleSpec.numbers(name(), inputName(), inputSize(), outputSize());
            case NONE ->
                throw new Failure("the model " + name() + " has no loss, so there is nothing to learn or to score;"
                        + " a statement like `loss cross_entropy` says what is wanted");
        };
    }

    /** The train block, or its defaults if the file has none. */
    public TrainingFacts training() {
        return model.training();
    }
}
