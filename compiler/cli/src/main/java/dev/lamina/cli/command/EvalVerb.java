package dev.lamina.cli.command;

import dev.lamina.cli.check.NumberCheck;
import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.OutputFile;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.KnownPreprocessing;
import dev.lamina.cli.data.LoadedSamples;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.data.ScaledPort;
import dev.lamina.cli.report.JsonReport;
import dev.lamina.cli.report.ScoreReport;
import dev.lamina.cli.report.ScoreText;
import dev.lamina.cli.report.TrainingResult;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.NetworkFactory;
import dev.lamina.cli.run.TextData;
import dev.lamina.cli.train.ProbabilityRows;
import dev.lamina.cli.train.Score;
import dev.lamina.compiler.LossFunction;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Scaling;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lamina eval}: measures how well trained weights predict samples. */
@Command(
        name = "eval",
        description = "Measure how well saved weights predict samples from a file.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  lamina eval digits.lamina --weights Digits.safetensors --data digits.csv.gz",
            "  lamina eval iris.lamina --data iris.csv --folds 5 --standardise"
        })
final class EvalVerb extends Verb {

    /** Large enough to be quick, small enough for any memory. */
    private static final int BATCH = 64;

    @picocli.CommandLine.Parameters(paramLabel = "FILE", description = "The model file; - is standard input.")
    private String file = "";

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private CodeOptions code = new CodeOptions();

    @Mixin
    private WeightsOptions reading = new WeightsOptions();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Mixin
    private TrainingOptions training = new TrainingOptions();

    @Mixin
    private ScalingOptions scaling = new ScalingOptions();

    @Option(names = "--weights", paramLabel = "FILE", description = "The weights; needed without --folds.")
    private Path weights = Path.of("");

    @Option(
            names = "--folds",
            paramLabel = "K",
            description = {
                "Cross validation: train K times from initial weights, each time without another part of --data, and"
                        + " measure with that part. Prints the mean and the standard deviation of each figure.",
                "The options of training, and --standardise, are for --folds."
            })
    private Optional<Integer> folds = Optional.empty();

    @Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

    @Option(
            names = "--probabilities",
            paramLabel = "FILE",
            description = "Write a CSV file with each label, what is predicted, and the probability of each class.")
    private Optional<Path> probabilities = Optional.empty();

    @Option(
            names = "--check-numbers",
            description = "Look for NaN and infinity after each layer; name the first layer and the samples.")
    private boolean checkNumbers;

    EvalVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        if (!threads.wrong().isEmpty()) {
            throw usage(threads.wrong());
        }
        data.problem().or(this::foldsProblem).ifPresent(wrong -> {
            throw usage(wrong);
        });
        ModelFacts facts =
                new ModelFacts(new Models(console, reporter()).compileOne(file, code.toRun(model.options(), console)));
        if (folds.isPresent()) {
            return new CrossValidation(facts, data, training, scaling, threads.threads(), console)
                    .run(folds.get(), json);
        }
        return measure(facts);
    }

    private int measure(ModelFacts facts) throws IOException {
        requireProbabilities(facts);
        NetworkFactory workspaces =
                NetworkFactory.read(facts, reading.of(weights)).withThreads(threads.threads());
        Parameters parameters = workspaces.parameters();
        data.trainedOn(reading.of(weights));
        boolean text = TextData.is(data.data(), facts);
        Samples samples = text ? ofText(facts) : ofRows(facts, parameters);
        if (checkNumbers) {
            new NumberCheck(workspaces.loaded(), workspaces.withThreads(1).predictor(Math.min(BATCH, samples.count())))
                    .predict(samples);
        }
        Score score = Score.withAreas(workspaces.predictor(Math.min(BATCH, samples.count())), samples);
        if (text && !json) {
            console.out().printf(Locale.ROOT, "bits per character: %.3f%n", score.bits());
        }
        Preprocessing trained = parameters.preprocessing();
        if (json) {
            console.out().println(JsonReport.textWithNulls(ScoreReport.of(score, trained)));
        } else {
            print(score, trained, facts.isMulti() ? LossFunction.none() : facts.loss(0));
        }
        requireNumbers(score);
        if (probabilities.isPresent()) {
            Network network = workspaces.predictor(Math.min(BATCH, samples.count()));
            OutputFile.write(probabilities.get(), to -> write(network, samples, to));
        }
        return ExitCode.FINE;
    }

    /** The error in the options of training and measuring, if there is one. */
    private Optional<String> foldsProblem() {
        boolean read = !weights.toString().isEmpty();
        if (folds.isEmpty()) {
            return read && !training.isGiven() && !scaling.isGiven()
                    ? Optional.empty()
                    : Optional.of(
                            read
                                    ? "options of training, such as --epochs and --standardise, need --folds"
                                    : "Missing required option: '--weights=FILE', or --folds=K to train and measure");
        }
        if (read || probabilities.isPresent() || checkNumbers) {
            return Optional.of("--folds trains its own weights, so --weights, --probabilities and --check-numbers"
                    + " cannot be given beside it");
        }
        if (folds.get() < 2) {
            return Optional.of("--folds is " + folds.get() + ", but must be at least 2");
        }
        return training.problem().or(() -> scaling.problem(data, false));
    }

    private static void write(Network network, Samples samples, OutputStream to) throws IOException {
        Writer text = new OutputStreamWriter(to, StandardCharsets.UTF_8);
        ProbabilityRows.write(network, samples, text);
        text.flush();
    }

    private void requireProbabilities(ModelFacts facts) throws IOException {
        if (probabilities.isEmpty()) {
            return;
        }
        if (facts.isMulti() || facts.isRegression()) {
            throw new Failure("--probabilities is for models with one input and one output, and with cross_entropy or"
                    + " binary_cross_entropy");
        }
        ReadFiles.of(file).and(weights).and(data.files()).requireNone(probabilities.get());
        OutputFile.prepare(probabilities.get());
    }

    private void requireNumbers(Score score) {
        if (!Double.isFinite(score.loss())) {
            if (ScoreReport.nothingCounts(score)) {
                throw new Failure(data.data() + ": " + ScoreReport.problem(score));
            }
            throw new Failure(weights + ": the loss is " + (Double.isNaN(score.loss()) ? "not a number" : "infinite")
                    + (score.unclear() > 0
                            ? ": so are outputs for " + Text.grouped(score.unclear()) + " of "
                                    + Text.count(score.rows(), score.rows() == score.samples() ? "sample" : "step")
                            : ""));
        }
    }

    /** Reads unscaled samples; the network scales them. */
    private Samples ofRows(ModelFacts facts, Parameters parameters) throws IOException {
        KnownPreprocessing before = KnownPreprocessing.of(parameters, reading.of(weights));
        Preprocessing trained = before.preprocessing();
        LoadedSamples read = data.read(data.expected(facts, false), trained, console);
        DataOptions.requireNames(data.data(), read, trained);
        data.noteOrder(data.data(), read.names(), trained, "the weights know", console);
        Samples samples = read.samples();
        List<ScaledPort> inputs = facts.scaledInputs(parameters.architecture());
        data.requireInputs(inputs, facts.name());
        for (ScaledPort input : inputs) {
            Scaling scaling = data.scalingToMeasure(input, before, read.samples(), console);
            parameters.preprocessing(input.in(parameters.preprocessing(), scaling));
            samples = data.filled(input, samples, parameters);
        }
        return samples;
    }

    private Samples ofText(ModelFacts facts) throws IOException {
        TextData text = data.readText(Optional.of(TextData.ofWeights(reading.of(weights), facts)), facts);
        return TextData.windows(text.corpus(), facts, data.data().toString());
    }

    private void print(Score score, Preprocessing trained, LossFunction loss) {
        console.out().println("samples: " + Text.grouped(score.samples()) + rows(score, loss));
        boolean scaled = !trained.target().isNone();
        console.out()
                .println("loss: " + Text.loss(score.loss())
                        + (scaled ? " (scaled)" + TrainingResult.inUnitsOfTarget(score, trained.targets()) : ""));
        score.outputs().forEach(output -> console.out().println(TrainingResult.outputText(output, trained)));
        if (score.ofClasses()) {
            console.out()
                    .println(
                            "accuracy: " + Text.percent(score.accuracy()) + " (" + Text.grouped(score.correct()) + ")");
        }
        console.out().print(ScoreText.details(score, trained));
    }

    /** How many labels or targets there are, if it is not one for each sample. */
    private static String rows(Score score, LossFunction loss) {
        if (loss.isCounted() && score.rows() != score.samples()) {
            return " (" + Text.count(score.rows(), "label") + " that count)";
        }
        return score.rows() == score.samples() ? "" : " (" + Text.count(score.rows(), "step") + ")";
    }
}
