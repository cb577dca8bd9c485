package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.data.DataSource;
import dev.lamina.cli.data.Expected;
import dev.lamina.cli.data.InputMeans;
import dev.lamina.cli.data.LoadedSamples;
import dev.lamina.cli.data.Missing;
import dev.lamina.cli.data.Names;
import dev.lamina.cli.data.SampleReader;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.data.Scale;
import dev.lamina.cli.data.Trained;
import dev.lamina.cli.report.ReadingBar;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Scaling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where samples come from and how they are read. */
final class DataOptions {

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = {
                "The samples, perhaps compressed by gzip:",
                "CSV: a row each, inputs in the model's order, the label last, a number from 0 or a word;",
                "IDX, as MNIST comes: the images, with --labels;",
                "safetensors: a tensor named as the model's input, and labels or target; for sequences that are not"
                        + " all as long also lengths [N], the steps of each;",
                "text, for a model that tells the next token at each step: its characters."
            })
    private Path data = Path.of("");

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "IDX: the file of the labels; by default the one whose name fits.")
    private Optional<Path> labels = Optional.empty();

    @Mixin
    private TableOptions table = new TableOptions();

    @Option(
            names = "--scale",
            paramLabel = "NUMBER",
            converter = Scale.Converter.class,
            description =
                    "Divide every input by this number, or by the largest input for \"max\"; \"none\" does not."
                            + " The weights keep it. Default: what the weights say; for new ones 255 if the data are IDX files of bytes; else none.")
    private Optional<Scale> scale = Optional.empty();

    Path data() {
        return data;
    }

    /**
     * The samples of {@code --data}.
     *
     * @param trained names that the network was trained with
     */
    LoadedSamples read(Expected expected, Preprocessing trained, Console console) throws IOException {
        return read(new DataSource(data, labels, table.csv()), expected, trained, console);
    }

    /** The same to learn from. */
    LoadedSamples readToLearn(Expected expected, Preprocessing trained, Console console) throws IOException {
        return read(new DataSource(data, labels, table.csv()).toLearnFrom(), expected, trained, console);
    }

    /** The samples of another file that is read alike. */
    LoadedSamples readAlike(
            Path other, Optional<Path> otherLabels, Expected expected, Preprocessing trained, Console console)
            throws IOException {
        return read(new DataSource(other, otherLabels, table.csv()), expected, trained, console);
    }

    private static LoadedSamples read(DataSource source, Expected expected, Preprocessing trained, Console console)
            throws IOException {
        try (ReadingBar bar = new ReadingBar(console, source.data(), System::nanoTime)) {
            LoadedSamples read = SampleReader.read(source, expected, trained, bar);
            bar.clear();
            read.notes().forEach(note -> console.err().println("note: " + source.data() + ": " + note));
            return read;
        }
    }

    /** Complains of labels in words where nothing says which class each of them is. */
    static void requireNames(Path file, LoadedSamples read, Preprocessing trained) {
        if (trained.labels().isEmpty() && !read.names().labels().isEmpty()) {
            throw new Failure(file + ": its labels are words, "
                    + Names.list(read.names().labels())
                    + ", but the network was trained with numbers, and nothing says which class is which");
        }
    }

    /** Says that columns of a table with a heading are taken by their places, as nobody knows what they should be called. */
    void noteOrder(Path file, Preprocessing found, Preprocessing trained, String who, Console console) {
        if (!found.columns().isEmpty()
                && trained.columns().isEmpty()
                && table.csv().inputs().isEmpty()) {
            console.err()
                    .println("note: " + file + ": " + who
                            + " no names of columns, so the inputs are taken in the order of the table");
        }
    }

    /** Whether it was said how to scale inputs. */
    boolean saysScale() {
        return scale.isPresent();
    }

    /** What to do with cells without a value. */
    Missing missing() {
        return table.missing();
    }

    /**
     * How inputs are scaled: as those that the network was trained on, else as options say.
     *
     * @param samples what the largest input is taken of
     */
    Scaling scaling(Trained trained, Samples samples) throws IOException {
        if (trained.known()) {
            Scaling input = trained.preprocessing().input();
            if (scale.isPresent() && !scale.get().describes(input, samples)) {
                throw new Failure("--scale is " + scale.get() + ", but the weights were trained on inputs that are "
                        + Scale.text(input));
            }
            return input;
        }
        Scale wanted = scale.isEmpty() && SampleReader.holdsBytes(data) ? Scale.BYTES : scale.orElse(Scale.NONE);
        return Scaling.dividedBy(wanted.divisor(samples));
    }

    /** How inputs are scaled for weights that are only measured: where nothing says it they stay as they are, as in {@code predict}. */
    Scaling scalingToMeasure(Trained trained, Samples samples, Console console) throws IOException {
        if (trained.known() || scale.isPresent()) {
            return scaling(trained, samples);
        }
        if (SampleReader.holdsBytes(data)) {
            console.err()
                    .println("note: " + data + ": the weights do not say how inputs were scaled, so bytes stay"
                            + " 0 .. 255; --scale 255 makes them 0 .. 1");
        }
        return Scaling.none();
    }

    /** Fills inputs without a value if that was asked for, which needs their means. */
    void fill(Samples samples, Parameters parameters) {
        if (missing().rule() != Missing.Rule.MEAN) {
            return;
        }
        float[] means = InputMeans.of(parameters.preprocessing().input(), data.toString());
        samples.fillWithMeans(means, parameters.architecture().inputInner());
    }
}
