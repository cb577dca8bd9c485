package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.data.FeatureStatistics;
import dev.lamina.cli.data.InputDivisor;
import dev.lamina.cli.data.KnownPreprocessing;
import dev.lamina.cli.data.MissingValues;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.data.ScaledPort;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Scaling;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for the scaling of inputs and targets, which is learned from the training samples before training. */
final class ScalingOptions {

    /** What is standardised. */
    enum What {
        /** Inputs, and the target of a regression. */
        ALL,
        INPUTS,
        TARGET
    }

    @Option(
            names = {"--standardise", "--standardize"},
            paramLabel = "all|inputs|target",
            arity = "0..1",
            preprocessor = OptionalWord.class,
            description =
                    "Give each feature of the inputs, and of the target of a regression, the mean 0 and the deviation 1,"
                            + " as the samples to learn from have them. The weights keep it: whoever uses them gives and gets"
                            + " numbers as they are in the data. --standardise=inputs or =target for one of both.")
    private Optional<What> standardise = Optional.empty();

    /** Takes the next argument for the value of {@code --standardise} only if it is one of the words: it may be the model file. */
    static final class OptionalWord implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli's choice
        public boolean preprocess(
                Stack<String> arguments, CommandSpec verb, ArgSpec option, Map<String, Object> information) {
            boolean attached = information.get("separator") instanceof String separator && !separator.isBlank();
            boolean word = !arguments.isEmpty()
                    && Arrays.stream(What.values()).anyMatch(what -> what.name().equalsIgnoreCase(arguments.peek()));
            if (!attached && !word) {
                arguments.push(What.ALL.name());
            }
            return false;
        }
    }

    /** Whether the options say how to scale. */
    boolean isGiven() {
        return standardise.isPresent();
    }

    /**
     * The error in the options, if there is one.
     *
     * @param known whether weights are read, which may know a scaling
     */
    Optional<String> problem(DataOptions data, boolean known) {
        if (data.scalesAll() && standardise.filter(what -> what != What.TARGET).isPresent()) {
            return Optional.of("--scale and --standardise cannot both say how to scale inputs");
        }
        boolean means = data.missing().treatment() == MissingValues.Treatment.MEAN;
        return means && !asks(What.INPUTS) && !known
                ? Optional.of("--missing mean needs the means that --standardise learns")
                : Optional.empty();
    }

    /**
     * Learns the scaling and sets it in the parameters; a scaling that was read with weights remains. Returns the samples with what replaces
     * missing inputs.
     */
    HeldOutOptions.Parts learn(
            DataOptions data,
            KnownPreprocessing before,
            Parameters parameters,
            HeldOutOptions.Parts parts,
            ModelFacts facts)
            throws IOException {
        List<ScaledPort> inputs = facts.scaledInputs(parameters.architecture());
        List<ScaledPort> targets = facts.scaledTargets(parameters.architecture());
        data.requireInputs(inputs, facts.name());
        requireSomething(inputs, targets, facts);
        Samples training = parts.training();
        Preprocessing learnt = names(before.preprocessing(), parts.names());
        for (ScaledPort input : inputs) {
            learnt = input.in(learnt, ofInput(input, data, before, training));
        }
        Scaling only = facts.isMulti() ? Scaling.none() : learnt.input();
        for (ScaledPort target : targets) {
            learnt = target.in(learnt, ofTarget(target, before, training, facts, only));
        }
        parameters.preprocessing(learnt);
        Samples filled = training;
        Optional<Samples> held = parts.test();
        for (ScaledPort input : inputs) {
            filled = data.filled(input, filled, parameters);
            held = held.map(test -> data.filled(input, test, parameters));
        }
        return parts.with(filled, held);
    }

    /** Warns of numbers that are far from 1 although they are scaled as {@link #learn} found. */
    void warn(DataOptions data, Parameters parameters, Samples training, ModelFacts facts, Console console) {
        ScaleWarning warning = new ScaleWarning(console, facts.name(), parameters.preprocessing());
        facts.scaledInputs(parameters.architecture()).stream()
                .filter(input -> !data.scales(input))
                .forEach(input -> warning.check(input, training));
        facts.scaledTargets(parameters.architecture()).forEach(target -> warning.check(target, training));
        OutputRange.warn(facts, parameters, training, console);
    }

    private void requireSomething(List<ScaledPort> inputs, List<ScaledPort> targets, ModelFacts facts) {
        boolean nothing = (!asks(What.INPUTS) || inputs.isEmpty()) && (!asks(What.TARGET) || targets.isEmpty());
        if (standardise.isPresent() && nothing) {
            throw new Failure("--standardise: " + facts.name()
                    + (facts.isMulti()
                            ? " has no such input or target of numbers"
                            : " takes " + (facts.takesTokens() ? "tokens" : "numbers") + " and learns "
                                    + (facts.isRegression() ? "numbers" : "labels"))
                    + ", so there is nothing to standardise");
        }
    }

    /** The scaling of an input: of several, those that {@code --scale} names are not standardised. */
    private Scaling ofInput(ScaledPort input, DataOptions data, KnownPreprocessing before, Samples training)
            throws IOException {
        boolean asked = asks(What.INPUTS) && !data.scales(input);
        Scaling trained = input.in(before.preprocessing());
        if (before.known()) {
            requireStandardised(input, asked, trained);
        }
        return asked && trained.isNone()
                ? FeatureStatistics.of(input, training).standardised()
                : data.scaling(input, before, training);
    }

    /**
     * The scaling of a target. One that is the input and is not standardised is divided as the input is.
     *
     * @param ofInput the scaling of the input, if there is one input and one output
     */
    private Scaling ofTarget(
            ScaledPort target, KnownPreprocessing before, Samples training, ModelFacts facts, Scaling ofInput) {
        boolean asked = asks(What.TARGET);
        Scaling trained = target.in(before.preprocessing());
        if (before.known()) {
            requireStandardised(target, asked, trained);
        }
        if (asked && trained.isNone()) {
            return FeatureStatistics.of(target, training).standardised();
        }
        boolean divided = facts.training().targetIsInput()
                && standardise.isEmpty()
                && trained.isNone()
                && InputDivisor.isDivision(ofInput);
        return divided ? ofInput : trained;
    }

    private boolean asks(What part) {
        return standardise.filter(what -> what == What.ALL || what == part).isPresent();
    }

    private static void requireStandardised(ScaledPort port, boolean asked, Scaling trained) {
        if (asked && (trained.isNone() || InputDivisor.isDivision(trained))) {
            String what = port.several()
                    ? "the " + port.title() + ", which is"
                    : port.isInput() ? "inputs that are" : "a target that is";
            throw new Failure(
                    "--standardise, but the weights were trained on " + what + " " + InputDivisor.text(trained));
        }
    }

    /** The names of the weights; where they have none, those of the data. */
    private static Preprocessing names(Preprocessing trained, Preprocessing found) {
        Preprocessing names =
                trained.columns().isEmpty() ? trained.withColumns(found.columns(), found.targets()) : trained;
        for (Map.Entry<String, List<String>> output : found.outputLabels().entrySet()) {
            names = names.withLabels(output.getKey(), output.getValue());
        }
        return found.labels().isEmpty() ? names : names.withLabels(found.labels());
    }
}
