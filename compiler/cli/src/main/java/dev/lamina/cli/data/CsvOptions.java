package dev.lamina.cli.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a table is to be read.
 *
 * @param inputs names or numbers, from 1, of the columns of the input, in its order; empty: all that are nothing else
 * @param answers names or numbers of the columns of the label or target; empty: the last ones
 * @param ignored names or numbers of columns that are left out
 * @param heading whether the first row holds names
 * @param separator what stands between columns; empty: it is recognised
 * @param point what stands before the decimals of a number; empty: it is recognised
 * @param missing what to do with cells without a value
 * @param windows if the rows are the steps of one long series: the windows that are cut from it
 * @param oneHot names or numbers of columns of words, which become a column for each word
 */
public record CsvOptions(
        List<String> inputs,
        List<String> answers,
        List<String> ignored,
        Heading heading,
        Optional<Character> separator,
        Optional<Character> point,
        MissingValues missing,
        Optional<Windows> windows,
        List<String> oneHot) {

    /** The defaults: everything is recognised. */
    public static final CsvOptions DEFAULT = new CsvOptions(
            List.of(),
            List.of(),
            List.of(),
            Heading.AUTO,
            Optional.empty(),
            Optional.empty(),
            MissingValues.REFUSED,
            Optional.empty(),
            List.of());

    /** Refuses what is said of the rows and columns of a table, if a file is none. */
    void refuse(String file) {
        Windows.refuse(windows, file);
        Stream.of(
                        inputs.isEmpty() ? "" : "--inputs",
                        answers.isEmpty() ? "" : "--label",
                        ignored.isEmpty() ? "" : "--ignore",
                        oneHot.isEmpty() ? "" : "--one-hot",
                        missing.equals(MissingValues.REFUSED) ? "" : "--missing")
                .filter(option -> !option.isEmpty())
                .findFirst()
                .ifPresent(option -> {
                    throw new DataException(file, option + " is said of a table, a CSV file, and this is none");
                });
    }

    /** The same with these columns of the label or target. */
    CsvOptions withAnswers(String... columns) {
        return new CsvOptions(inputs, List.of(columns), ignored, heading, separator, point, missing, windows, oneHot);
    }

    /** The same with these columns of the input. */
    CsvOptions withInputs(String... columns) {
        return new CsvOptions(List.of(columns), answers, ignored, heading, separator, point, missing, windows, oneHot);
    }

    /** The same without these columns. */
    CsvOptions withIgnored(String... columns) {
        return new CsvOptions(inputs, answers, List.of(columns), heading, separator, point, missing, windows, oneHot);
    }

    /** The same, ignoring these columns too, and without labels or targets. */
    CsvOptions ignoringToo(List<String> columns) {
        List<String> all = new ArrayList<>(ignored);
        all.addAll(columns);
        return new CsvOptions(inputs, List.of(), all, heading, separator, point, missing, windows, oneHot);
    }

    /** The same with another treatment of missing values. */
    CsvOptions withMissing(MissingValues.Treatment rule, float value) {
        return new CsvOptions(
                inputs, answers, ignored, heading, separator, point, new MissingValues(rule, value), windows, oneHot);
    }

    /** The same with rows that are the steps of one long series. */
    public CsvOptions withWindows(Windows cut) {
        return new CsvOptions(inputs, answers, ignored, heading, separator, point, missing, Optional.of(cut), oneHot);
    }
}
