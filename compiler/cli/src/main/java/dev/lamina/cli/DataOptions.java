package dev.lamina.cli;

import dev.lamina.cli.data.DataSource;
import dev.lamina.cli.data.Expected;
import dev.lamina.cli.data.Heading;
import dev.lamina.cli.data.SampleReader;
import dev.lamina.cli.data.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where samples come from and how they are read. */
final class DataOptions {

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = {
                "The samples, perhaps compressed by gzip:",
                "CSV: a row each, inputs in the model's order, the label last;",
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

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            split = ",",
            description = "CSV: the column of the label, by name or by number from 1; the last by default."
                    + " Several columns for a target of several numbers.")
    private List<String> answers = List.of();

    @Option(
            names = "--header",
            paramLabel = "auto|yes|no",
            defaultValue = "AUTO",
            description = "CSV: whether the first row holds names.")
    private Heading heading;

    @Option(
            names = "--separator",
            paramLabel = "C",
            defaultValue = ",",
            description = "CSV: what stands between columns, a comma by default.")
    private char separator;

    @Option(
            names = "--scale",
            paramLabel = "NUMBER",
            converter = Scale.Converter.class,
            description = "Divide every input by this number, or by the largest input for \"max\"; \"none\" does not."
                    + " Default: 255 for IDX files of bytes, else none.")
    private Optional<Scale> scale = Optional.empty();

    Path data() {
        return data;
    }

    /** The samples of {@code --data}, not yet scaled. */
    Samples read(Expected expected) throws IOException {
        return SampleReader.read(new DataSource(data, labels, answers, heading, separator), expected);
    }

    /** The samples of another file that is read alike, not yet scaled. */
    Samples readAlike(Path other, Optional<Path> otherLabels, Expected expected) throws IOException {
        return SampleReader.read(new DataSource(other, otherLabels, answers, heading, separator), expected);
    }

    /** What to divide the inputs by, as those that a network learns from say. */
    float divisor(Samples samples) throws IOException {
        Scale wanted = scale.isEmpty() && SampleReader.holdsBytes(data) ? Scale.BYTES : scale.orElse(Scale.NONE);
        return wanted.divisor(samples);
    }
}
