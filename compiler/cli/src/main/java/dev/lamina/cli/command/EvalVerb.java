package dev.lamina.cli.command;

import dev.lamina.cli.check.NumberCheck;
import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.KnownPreprocessing;
import dev.lamina.cli.data.LoadedSamples;
import dev.lamina.cli.data.Names;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.report.JsonReport;
import dev.lamina.cli.report.Table;
import dev.lamina.cli.report.TrainingResult;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.NetworkFactory;
import dev.lamina.cli.run.TextData;
import dev.lamina.cli.train.Score;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Scaling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lamina eval}: measures how well trained weights predict samples. */
@Command(
        name = "eval",
        description = "Measure how well saved weights predict samples from a file.",
        footerHeading = "%nExample:%n",
        footer = "  lamina eval digits.lamina --weights Digits.safetensors --data digits.csv.gz")
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

    @Option(names = "--weights", required = true, paramLabel = "FILE", description = "The weights.")
    private Path weights = Path.of("");

    @Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

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
        data.problem().ifPresent(wrong -> {
            throw usage(wrong);
        });
        ModelFacts facts =
                new ModelFacts(new Models(console, reporter()).compileOne(file, code.toRun(model.options(), console)));
        LoadedNetwork loaded = facts.model().load();
        Parameters parameters = loaded.newParameters(0);
        parameters.read(reading.of(weights));
        data.trainedOn(reading.of(weights));
        boolean text = TextData.is(data.data(), facts);
        Samples samples = text ? ofText(facts) : ofRows(facts, parameters);
        NetworkFactory workspaces = new NetworkFactory(loaded, parameters, threads.threads());
        if (checkNumbers) {
            new NumberCheck(loaded, workspaces.withThreads(1).predictor(Math.min(BATCH, samples.count())))
                    .predict(samples);
        }
        Score score = Score.of(workspaces.predictor(Math.min(BATCH, samples.count())), samples);
        if (text && !json) {
            console.out().printf(Locale.ROOT, "bits per character: %.3f%n", score.bits());
        }
        if (json && facts.isMulti()) {
            console.out().println(JsonReport.textWithNulls(PortsReport.of(score)));
        } else if (json) {
            console.out().println(JsonReport.textWithNulls(EvalReport.of(score, parameters.preprocessing())));
        } else {
            print(score, parameters.preprocessing());
        }
        requireNumbers(score);
        return ExitCode.FINE;
    }

    private void requireNumbers(Score score) {
        if (!Double.isFinite(score.loss())) {
            throw new Failure(weights + ": the loss is " + (Double.isNaN(score.loss()) ? "not a number" : "infinite")
                    + (score.unclear() > 0
                            ? ": so are outputs for " + Text.grouped(score.unclear()) + " of "
                                    + Text.count(score.samples(), "sample")
                            : ""));
        }
    }

    /** What {@code --json} prints; figures that the model does not have are null. */
    private record EvalReport(
            int samples,
            @Nullable Double loss,
            @Nullable Double rootMeanSquaredError,
            @Nullable List<@Nullable Double> rootMeanSquaredErrors,
            @Nullable Integer correct,
            @Nullable List<String> labels,
            @Nullable List<List<Integer>> confusion) {

        static EvalReport of(Score score, Preprocessing trained) {
            boolean classes = score.rootMeanSquaredErrors().isEmpty();
            List<@Nullable Double> errors = new ArrayList<>();
            score.rootMeanSquaredErrors().forEach(error -> errors.add(finite(error)));
            return new EvalReport(
                    score.samples(),
                    finite(score.loss()),
                    finite(score.rootMeanSquaredError()),
                    classes ? null : errors,
                    classes ? score.correct() : null,
                    trained.labels().isEmpty() ? null : trained.labels(),
                    classes ? score.confusion() : null);
        }

        /** JSON has neither NaN nor infinity. */
        private static @Nullable Double finite(@Nullable Double number) {
            return number == null || !Double.isFinite(number) ? null : number;
        }
    }

    /** What {@code --json} prints of a model with several inputs or outputs. */
    private record PortsReport(int samples, @Nullable Double loss, Map<String, EvalReport> outputs) {

        static PortsReport of(Score score) {
            Map<String, EvalReport> outputs = new LinkedHashMap<>();
            score.outputs()
                    .forEach(output -> outputs.put(output.output(), EvalReport.of(output.score(), Preprocessing.NONE)));
            return new PortsReport(score.samples(), EvalReport.finite(score.loss()), outputs);
        }
    }

    /** Reads unscaled samples; the network scales them. */
    private Samples ofRows(ModelFacts facts, Parameters parameters) throws IOException {
        KnownPreprocessing before = KnownPreprocessing.of(parameters, reading.of(weights));
        Preprocessing trained = before.preprocessing();
        LoadedSamples read = data.read(facts.expected(), trained, console);
        DataOptions.requireNames(data.data(), read, trained);
        data.noteOrder(data.data(), read.names(), trained, "the weights know", console);
        if (facts.isMulti()) {
            data.requireNoScaling(facts.name());
            return read.samples();
        }
        if (!facts.takesTokens()) {
            Scaling input = data.scalingToMeasure(before, read.samples(), console);
            parameters.preprocessing(trained.withInput(input));
        }
        data.fill(read.samples(), parameters);
        return read.samples();
    }

    private Samples ofText(ModelFacts facts) throws IOException {
        return TextData.read(data.data(), TextData.ofWeights(reading.of(weights), facts))
                .corpus()
                .windows(facts.inputSize(), data.data().toString());
    }

    private void print(Score score, Preprocessing trained) {
        console.out().println("samples: " + Text.grouped(score.samples()));
        boolean scaled = !trained.target().isNone();
        console.out()
                .println("loss: " + Text.loss(score.loss())
                        + (scaled ? " (scaled)" + TrainingResult.inUnitsOfTarget(score, trained.targets()) : ""));
        score.outputs().forEach(output -> console.out().println(TrainingResult.outputText(output)));
        if (!score.confusion().isEmpty()) {
            console.out()
                    .println(
                            "accuracy: " + Text.percent(score.accuracy()) + " (" + Text.grouped(score.correct()) + ")");
            // Wider than a screen, a table of confusions says nothing.
            if (score.confusion().size() <= 16) {
                console.out().println("\nhow often a label (row) was predicted as (column):");
                console.out().print(confusion(score.confusion(), trained.labels()));
            }
        }
    }

    private static String confusion(List<List<Integer>> counts, List<String> labels) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            names.add(i < labels.size() ? Names.shortened(labels.get(i)) : Integer.toString(i));
        }
        List<String> heading = new ArrayList<>(List.of(""));
        heading.addAll(names);
        Table table = new Table(0, heading.toArray(new String[0]));
        for (int label = 0; label < counts.size(); label++) {
            List<String> cells = new ArrayList<>(List.of(names.get(label)));
            counts.get(label).forEach(count -> cells.add(count == 0 ? "." : Text.grouped(count)));
            table.row(cells.toArray(new String[0]));
        }
        return table.text();
    }
}
