package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What is wanted of rows to predict.
 *
 * @param file what the rows are called in messages
 * @param expected what the model wants, and what its loss would want of samples that have answers
 * @param trained what the network was trained on: columns are found by their names
 * @param inner how many neighbours in an input belong to one feature
 * @param csv how a table is to be read
 * @param keep columns that go to the output as they are
 * @param bad what becomes of rows that cannot be predicted
 * @param notes takes what was recognised or left out, a sentence each, for people
 * @param means of each feature, if they stand for cells without a value
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and every missing cell asks
public record InputRequest(
        String file,
        SampleSpec expected,
        Preprocessing trained,
        int inner,
        CsvOptions csv,
        List<String> keep,
        BadRows bad,
        Consumer<String> notes,
        float[] means) {

    /** Looks up the means if cells without a value are to get them. */
    public InputRequest(
            String file,
            SampleSpec expected,
            Preprocessing trained,
            int inner,
            CsvOptions csv,
            List<String> keep,
            BadRows bad,
            Consumer<String> notes) {
        this(file, expected, trained, inner, csv, keep, bad, notes, means(file, trained, csv));
    }

    private static float[] means(String file, Preprocessing trained, CsvOptions csv) {
        return csv.missing().treatment() == MissingValues.Treatment.MEAN
                ? InputMeans.of(trained.input(), file)
                : new float[0];
    }

    /** What stands for an input that has no value, or a complaint. */
    float missing(int input, Supplier<String> place) {
        return switch (csv.missing().treatment()) {
            case FILL -> csv.missing().value();
            case MEAN -> means[input / inner % means.length];
            case REFUSE, SKIP -> throw new MissingValueException(place.get());
        };
    }
}
