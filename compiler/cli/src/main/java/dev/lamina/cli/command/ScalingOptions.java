package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.data.FeatureStatistics;
import dev.lamina.cli.data.InputDivisor;
import dev.lamina.cli.data.KnownPreprocessing;
import dev.lamina.cli.data.MissingValues;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.runtime.Architecture;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Scaling;
import java.io.IOException;
import java.util.Arrays;
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
        if (data.saysScale() && standardise.filter(what -> what != What.TARGET).isPresent()) {
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
        if (facts.isMulti()) {
            if (standardise.isPresent()) {
                throw new Failure("--standardise: " + facts.name()
                        + " has several inputs or outputs, and the weights of such a network keep no scaling;"
                        + " standardise the numbers in the file");
            }
            data.requireNoScaling(facts.name());
            return parts;
        }
        boolean inputs = asks(What.INPUTS) && !facts.takesTokens();
        boolean target = asks(What.TARGET) && facts.isRegression();
        if (standardise.isPresent() && !inputs && !target) {
            throw nothingToStandardise(facts);
        }
        Preprocessing trained = before.preprocessing();
        if (before.known()) {
            requireStandardised("inputs", inputs, trained.input());
            requireStandardised("a target", target, trained.target());
        }
        Samples training = parts.training();
        Architecture of = parameters.architecture();
        Scaling asBefore = facts.takesTokens() ? Scaling.none() : data.scaling(before, training);
        Preprocessing learnt = names(trained, parts.names())
                .withInput(inputs && trained.input().isNone() ? ofInputs(training, of) : asBefore)
                .withTarget(
                        target && trained.target().isNone()
                                ? ofTargets(training, of)
                                : ofTarget(facts, trained, asBefore));
        parameters.preprocessing(learnt);
        return parts.with(data.filled(training, parameters), parts.test().map(test -> data.filled(test, parameters)));
    }

    /** Warns of numbers that are far from 1 although they are scaled as {@link #learn} found. */
    void warn(DataOptions data, Parameters parameters, Samples training, ModelFacts facts, Console console) {
        if (!facts.isMulti()) {
            new ScaleWarning(console, facts)
                    .check(parameters.preprocessing(), parameters.architecture(), training, data.saysScale());
        }
    }

    /** The scaling of a target that is not standardised: a target that is the input is divided as the input is. */
    private Scaling ofTarget(ModelFacts facts, Preprocessing trained, Scaling input) {
        boolean divided = facts.training().targetIsInput()
                && standardise.isEmpty()
                && trained.target().isNone()
                && InputDivisor.isDivision(input);
        return divided ? input : trained.target();
    }

    private static Failure nothingToStandardise(ModelFacts facts) {
        return new Failure("--standardise: " + facts.name() + " takes " + (facts.takesTokens() ? "tokens" : "numbers")
                + " and learns " + (facts.isRegression() ? "numbers" : "labels")
                + ", so there is nothing to standardise");
    }

    private static Scaling ofInputs(Samples training, Architecture of) {
        return FeatureStatistics.ofInputs(training, of.inputFeatures(), of.inputInner())
                .standardised();
    }

    private static Scaling ofTargets(Samples training, Architecture of) {
        return FeatureStatistics.ofTargets(training, of.outputFeatures(), of.outputInner())
                .standardised();
    }

    private boolean asks(What part) {
        return standardise.filter(what -> what == What.ALL || what == part).isPresent();
    }

    private static void requireStandardised(String what, boolean asked, Scaling trained) {
        if (asked && (trained.isNone() || InputDivisor.isDivision(trained))) {
            throw new Failure("--standardise, but the weights were trained on " + what + " "
                    + (what.endsWith("s") ? "that are " : "that is ") + InputDivisor.text(trained));
        }
    }

    /** The names of the weights; where they have none, those of the data. */
    private static Preprocessing names(Preprocessing trained, Preprocessing found) {
        Preprocessing names =
                trained.columns().isEmpty() ? trained.withColumns(found.columns(), found.targets()) : trained;
        return found.labels().isEmpty() ? names : names.withLabels(found.labels());
    }
}
