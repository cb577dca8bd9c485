package dev.lamina.cli.command;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.data.CsvOptions;
import dev.lamina.cli.data.Heading;
import dev.lamina.cli.data.MissingValues;
import dev.lamina.cli.data.Windows;
import dev.lamina.runtime.WeightsSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options for reading a CSV file. */
final class TableOptions {

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            split = ",",
            description = "CSV: the column of the label, by name or by number from 1; the last by default."
                    + " Several columns for a target of several numbers.")
    private List<String> answers = List.of();

    @Option(
            names = "--inputs",
            paramLabel = "COLUMN",
            split = ",",
            description =
                    "CSV: the columns of the input in its order, by name or number; by default all that are neither"
                            + " the label nor ignored.")
    private List<String> inputs = List.of();

    @Option(
            names = "--ignore",
            paramLabel = "COLUMN",
            split = ",",
            description = "CSV: columns to leave out, by name or number.")
    private List<String> ignored = List.of();

    @Option(
            names = "--header",
            paramLabel = "auto|yes|no",
            defaultValue = "AUTO",
            description = "CSV: whether the first row holds names.")
    private Heading heading;

    @Option(
            names = "--separator",
            paramLabel = "C",
            converter = SeparatorConverter.class,
            description = "CSV: what stands between columns, a character or tab; recognised by default.")
    private Optional<Character> separator = Optional.empty();

    @Option(
            names = "--decimal",
            paramLabel = "C",
            converter = PointConverter.class,
            description =
                    "CSV: what stands before decimals, a point or a comma; recognised by default where commas do not"
                            + " stand between columns.")
    private Optional<Character> point = Optional.empty();

    @Option(
            names = "--missing",
            paramLabel = "error|skip|mean|zero|NUMBER",
            converter = MissingConverter.class,
            description =
                    "CSV: what to do with cells that are blank or say NA, NaN, null or ?. skip leaves out their rows;"
                            + " mean, with --standardise, and numbers stand for inputs. An error by default.")
    private MissingValues missing = MissingValues.REFUSED;

    @Option(
            names = "--one-hot",
            paramLabel = "COLUMN",
            split = ",",
            description =
                    "CSV: columns of words among the inputs; each becomes a column for each of its words, 1 where the word"
                            + " stands and 0 elsewhere. The weights keep the words.")
    private List<String> oneHot = List.of();

    @Option(
            names = "--window",
            paramLabel = "ROWS",
            description =
                    "CSV: the rows are the steps of one long series, and a sample is a window of so many rows. The"
                            + " weights keep it.")
    private Optional<Integer> window = Optional.empty();

    @Option(
            names = "--ahead",
            paramLabel = "ROWS",
            description = "With --window: how many rows after the last one of a window, or after each of them if the"
                    + " model tells something at each step, its label or target stands; 1 by default.")
    private Optional<Integer> ahead = Optional.empty();

    /** The windows that weights were trained on, which need no option. */
    private Optional<Windows> trainedOn = Optional.empty();

    CsvOptions csv() {
        return new CsvOptions(inputs, answers, ignored, heading, separator, point, missing, windows(), oneHot);
    }

    /** The windows of a series, if the rows are one. */
    Optional<Windows> windows() {
        return window.map(rows -> new Windows(rows, ahead.orElse(1))).or(() -> trainedOn);
    }

    /** The error in the values, if there is one. */
    Optional<String> problem() {
        if (window.filter(rows -> rows < 1).isPresent()) {
            return Optional.of("--window is " + window.get() + ", but must be at least 1");
        }
        if (ahead.filter(rows -> rows < 0).isPresent()) {
            return Optional.of("--ahead is " + ahead.get() + ", but must be at least 0");
        }
        return ahead.isPresent() && window.isEmpty()
                ? Optional.of("--ahead says where the target of a window stands, so it needs --window")
                : Optional.empty();
    }

    /** Takes the windows that weights were trained on; throws if options say something else. */
    void trainedOn(WeightsSource weights) {
        trainedOn = Windows.ofWeights(weights);
        if (trainedOn.isPresent() && !windows().equals(trainedOn)) {
            throw new Failure("the weights were trained on " + trainedOn.get() + ", not on "
                    + windows().orElseThrow());
        }
    }

    MissingValues missing() {
        return missing;
    }

    /** Reads a character, or {@code tab} or {@code \\t} for a tab, which is hard to type in a shell. */
    static final class SeparatorConverter implements ITypeConverter<Character> {
        @Override
        public Character convert(String written) {
            if (written.equals("\\t") || written.equalsIgnoreCase("tab")) {
                return '\t';
            }
            if (written.length() != 1 || "\"\n\r".contains(written)) {
                throw new TypeConversionException("\"" + written + "\" is neither a character nor tab");
            }
            return written.charAt(0);
        }
    }

    /** Reads a point or a comma. */
    static final class PointConverter implements ITypeConverter<Character> {
        @Override
        public Character convert(String written) {
            return switch (written) {
                case "." -> '.';
                case "," -> ',';
                default -> throw new TypeConversionException("\"" + written + "\" is neither . nor ,");
            };
        }
    }

    /** Reads the name of a treatment or a number. */
    static final class MissingConverter implements ITypeConverter<MissingValues> {
        @Override
        public MissingValues convert(String written) {
            return switch (written.toLowerCase(Locale.ROOT)) {
                case "error" -> MissingValues.REFUSED;
                case "skip" -> new MissingValues(MissingValues.Treatment.SKIP, 0);
                case "mean" -> new MissingValues(MissingValues.Treatment.MEAN, 0);
                case "zero" -> new MissingValues(MissingValues.Treatment.FILL, 0);
                default -> new MissingValues(MissingValues.Treatment.FILL, number(written));
            };
        }

        private static float number(String written) {
            try {
                float number = Float.parseFloat(written);
                if (Float.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException notANumber) {
                // Said below.
            }
            throw new TypeConversionException(
                    "\"" + written + "\" is none of error, skip, mean, zero and no finite number");
        }
    }
}
