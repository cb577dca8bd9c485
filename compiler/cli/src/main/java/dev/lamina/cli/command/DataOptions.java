package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.data.DataSource;
import dev.lamina.cli.data.InputDivisor;
import dev.lamina.cli.data.InputDivisors;
import dev.lamina.cli.data.InputMeans;
import dev.lamina.cli.data.KnownPreprocessing;
import dev.lamina.cli.data.LoadedSamples;
import dev.lamina.cli.data.MissingValues;
import dev.lamina.cli.data.Names;
import dev.lamina.cli.data.RowMemory;
import dev.lamina.cli.data.SampleReader;
import dev.lamina.cli.data.SampleSpec;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.data.ScaledPort;
import dev.lamina.cli.data.Vocabulary;
import dev.lamina.cli.data.Windows;
import dev.lamina.cli.report.ReadingBar;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.cli.run.TextData;
import dev.lamina.compiler.TrainingFacts;
import dev.lamina.compiler.source.Printable;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Scaling;
import dev.lamina.runtime.WeightsSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the file of samples and how to read it. */
final class DataOptions {

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = {
                "The samples, perhaps compressed by gzip:",
                "CSV: a row each, inputs in the model's order, the label last, a number from 0 or a word;",
                "IDX, as MNIST comes: the images, with --labels;",
                "a folder of images, PNG, JPEG, BMP or GIF, in a folder for each class; they get the size of the model;",
                "safetensors: a tensor named as the model's input, and labels or target; for sequences that are not"
                        + " all as long also lengths [N], the steps of each, or with gaps mask [N, steps], 1 or 0;",
                "of a model with several inputs or outputs, safetensors with a tensor for each input, and labels.NAME or"
                        + " target.NAME for each output with a loss, or CSV with columns of these names;",
                "text, for a model that tells the next token at each step: its characters."
            })
    private Path data = Path.of("");

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "IDX: the file of the labels; by default the one whose name fits.")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--sample-weights",
            paramLabel = "NAME",
            description =
                    "How much each sample counts in a loss with sample_weights = true: the column of a CSV file, by name"
                            + " or number, or the tensor [N] of a safetensors file.")
    private Optional<String> sampleWeights = Optional.empty();

    @Mixin
    private TableOptions table = new TableOptions();

    @Option(
            names = "--scale",
            paramLabel = "NUMBER",
            converter = InputDivisors.Converter.class,
            description =
                    "Divide every input by this number, or by the largest input for \"max\"; \"none\" does not."
                            + " Of several inputs, image=255,extra=max divides each by its own number."
                            + " The weights keep it. Default: what the weights say; for new ones 255 if the data are IDX files of bytes or images; else none.")
    private Optional<InputDivisors> scale = Optional.empty();

    Path data() {
        return data;
    }

    /**
     * The samples of {@code --data}.
     *
     * @param trained the names of columns and labels that the network was trained with
     */
    LoadedSamples read(SampleSpec expected, Preprocessing trained, Console console) throws IOException {
        return read(new DataSource(data, labels, table.csv()), expected, trained, console);
    }

    /** The same samples, to train on. */
    LoadedSamples readToLearn(SampleSpec expected, Preprocessing trained, RowMemory memory, Console console)
            throws IOException {
        return read(new DataSource(data, labels, table.csv()).toLearnFrom().in(memory), expected, trained, console);
    }

    /** The samples of another file, read with the same options. */
    LoadedSamples readAlike(
            Path other,
            Optional<Path> otherLabels,
            SampleSpec expected,
            Preprocessing trained,
            RowMemory memory,
            Console console)
            throws IOException {
        return read(new DataSource(other, otherLabels, table.csv()).in(memory), expected, trained, console);
    }

    private static LoadedSamples read(DataSource source, SampleSpec expected, Preprocessing trained, Console console)
            throws IOException {
        try (ReadingBar bar = new ReadingBar(console, source.data(), System::nanoTime)) {
            LoadedSamples read = SampleReader.read(source, expected, trained, bar);
            bar.clear();
            read.notes()
                    .forEach(note -> console.err().println("note: " + Printable.message(source.data() + ": " + note)));
            return read;
        }
    }

    /** Throws if the labels are words and the weights do not say which class each word is. */
    static void requireNames(Path file, LoadedSamples read, Preprocessing trained) {
        requireNames(file, "its labels are words", read.names().labels(), trained.labels());
        read.names()
                .outputLabels()
                .forEach((output, names) ->
                        requireNames(file, "its labels of " + output + " are words", names, trained.labels(output)));
    }

    private static void requireNames(Path file, String what, List<String> found, List<String> trained) {
        if (trained.isEmpty() && !found.isEmpty()) {
            throw new Failure(file + ": " + what + ", "
                    + Names.list(found)
                    + ", but the network was trained with numbers, and nothing says which class is which");
        }
    }

    /** Notes that columns are found by position although the table has a heading, because {@code who} has no names for them. */
    void noteOrder(Path file, Preprocessing found, Preprocessing trained, String who, Console console) {
        if (!found.columns().isEmpty()
                && trained.columns().isEmpty()
                && table.csv().inputs().isEmpty()) {
            console.err()
                    .println("note: " + Printable.line(file) + ": " + who
                            + " no names of columns, so the inputs are taken in the order of the table");
        }
    }

    /** Whether {@code --scale} says how to scale all inputs that it does not name. */
    boolean scalesAll() {
        return scale.flatMap(InputDivisors::all).isPresent();
    }

    /** Whether {@code --scale} says how to scale an input. */
    boolean scales(ScaledPort input) {
        return scale.flatMap(divisors -> divisors.of(input.name())).isPresent();
    }

    /** Throws if {@code --scale} names something else than an input of numbers. */
    void requireInputs(List<ScaledPort> inputs, String model) {
        List<String> names = inputs.stream().map(ScaledPort::name).toList();
        scale.stream().flatMap(divisors -> divisors.named().keySet().stream()).forEach(name -> {
            if (!names.contains(name)) {
                throw new Failure("--scale: " + model + " has no input of numbers \"" + name + "\""
                        + (names.isEmpty() ? "" : "; it has " + String.join(", ", names)));
            }
        });
    }

    /**
     * What samples have, with their weights; throws if the options and the losses of the model disagree.
     *
     * @param trains whether the network is trained: then it is told each weight
     */
    SampleSpec expected(ModelFacts facts, boolean trains) {
        boolean weighs = facts.training().outputs().stream()
                .anyMatch(output -> output.function().weighsSamples());
        if (sampleWeights.isPresent() && !weighs) {
            throw new Failure("--sample-weights: no loss of " + facts.name()
                    + " takes weights of samples; one that does says so: `loss "
                    + facts.training().outputs().stream()
                            .filter(TrainingFacts.OutputLoss::hasLoss)
                            .map(output -> output.function().keyword())
                            .findFirst()
                            .orElse("mse")
                    + "(sample_weights = true)`");
        }
        if (sampleWeights.isEmpty() && weighs && trains) {
            throw new Failure("the loss of " + facts.name() + " weighs samples (`sample_weights = true`):"
                    + " --sample-weights names the column or the tensor with their weights");
        }
        return sampleWeights.map(facts.expected()::weighted).orElseGet(facts::expected);
    }

    /** The error in the values, if there is one. */
    Optional<String> problem() {
        return table.problem();
    }

    /** Takes the windows that weights were trained on; throws if options say something else. */
    void trainedOn(WeightsSource weights) {
        table.trainedOn(weights);
    }

    /** The metadata to save with the weights: how to read data like those trained on. */
    Map<String, String> notes() {
        return table.windows().map(Windows::notes).orElse(Map.of());
    }

    /** The text of {@code --data}, as tokens of these characters or, if there are none, of its own. */
    TextData readText(Optional<Vocabulary> trained, ModelFacts facts) throws IOException {
        Windows.refuse(table.windows(), data.toString());
        if (sampleWeights.isPresent()) {
            throw new Failure("--sample-weights: a text has no column of weights");
        }
        return trained.isPresent() ? TextData.read(data, trained.get()) : TextData.read(data, facts);
    }

    /** The windows of a series, if the rows are one. */
    Optional<Windows> windows() {
        return table.windows();
    }

    /** How to treat missing values. */
    MissingValues missing() {
        return table.missing();
    }

    /**
     * How an input is scaled: as in training if the weights say so, else by options.
     *
     * @param samples the samples whose largest number {@code --scale max} takes
     */
    Scaling scaling(ScaledPort input, KnownPreprocessing trained, Samples samples) throws IOException {
        Optional<InputDivisor> wanted = scale.flatMap(divisors -> divisors.of(input.name()));
        if (trained.known()) {
            Scaling known = input.in(trained.preprocessing());
            if (wanted.isPresent() && !wanted.get().describes(known, samples, input.number())) {
                throw new Failure("--scale is " + wanted.get() + ", but the weights were trained on "
                        + (input.several() ? "an input " + input.name() + " that is " : "inputs that are ")
                        + InputDivisor.text(known));
            }
            return known;
        }
        InputDivisor divisor = wanted.isEmpty() && SampleReader.holdsBytes(data)
                ? InputDivisor.BYTES
                : wanted.orElse(InputDivisor.NONE);
        return Scaling.dividedBy(divisor.divisor(samples, input.number()));
    }

    /** The same for testing: if neither the weights nor options say how to scale, inputs are not scaled, as in {@code predict}. */
    Scaling scalingToMeasure(ScaledPort input, KnownPreprocessing trained, Samples samples, Console console)
            throws IOException {
        if (trained.known() || scales(input)) {
            return scaling(input, trained, samples);
        }
        if (SampleReader.holdsBytes(data)) {
            console.err()
                    .println("note: " + Printable.line(data)
                            + ": the weights do not say how inputs were scaled, so bytes stay"
                            + " 0 .. 255; --scale 255 makes them 0 .. 1");
        }
        return Scaling.none();
    }

    /** The same samples, in which missing numbers of an input are the means of its features if {@code --missing mean} was given. */
    Samples filled(ScaledPort input, Samples samples, Parameters parameters) {
        if (missing().treatment() != MissingValues.Treatment.MEAN
                || input.several() && !samples.lacksInput(input.number())) {
            return samples;
        }
        float[] means = InputMeans.of(
                input.in(parameters.preprocessing()), data + (input.several() ? ": " + input.title() : ""));
        return samples.filledWith(input.number(), means, input.inner());
    }
}
