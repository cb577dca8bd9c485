package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How to read rows to predict.
 *
 * @param file the name of the file in messages
 * @param expected what the model needs in each row, and its loss in each training sample
 * @param trained the preprocessing of the weights: columns are found by its names
 * @param inner how many consecutive numbers of an input belong to one feature: the pixels of a channel
 * @param csv how a table is to be read
 * @param keep columns that are copied to the output
 * @param bad handles rows that cannot be predicted
 * @param notes receives notes for the user, a sentence each: what was recognised, what is ignored
 * @param means the mean of each feature if missing values are replaced by it, in rows that are whole inputs; else empty
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

    /** Takes the means from the weights if missing values are to be replaced by them. */
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

    /**
     * For a model with several inputs or outputs, whose inputs stand one after the other.
     *
     * @param scaled the inputs that may be scaled, and so have means
     */
    public static InputRequest ofPorts(
            String file,
            SamplePorts ports,
            List<ScaledPort> scaled,
            Preprocessing trained,
            CsvOptions csv,
            List<String> keep,
            BadRows bad,
            Consumer<String> notes) {
        Preprocessing names = Preprocessing.NONE.withColumns(ports.inputColumns(), List.of());
        float[] means = csv.missing().treatment() == MissingValues.Treatment.MEAN
                ? InputMeans.ofPorts(ports, scaled, trained)
                : new float[0];
        return new InputRequest(file, ports.ofRows(), names, 1, csv, keep, bad, notes, means);
    }

    /** The same for rows of a series, of which the model takes windows: means are those of windows, so gaps stay NaN in rows. */
    InputRequest ofRow(SampleSpec row) {
        return new InputRequest(file, row, Windows.ofRow(trained, row), inner, csv, keep, bad, notes, new float[0]);
    }

    /** What replaces inputs without a value in a whole input; empty if they are replaced one by one, or not at all. */
    Optional<MeanFill> fill() {
        return means.length == 0 ? Optional.empty() : Optional.of(new MeanFill(means, inner));
    }

    private static float[] means(String file, Preprocessing trained, CsvOptions csv) {
        return csv.missing().treatment() == MissingValues.Treatment.MEAN
                ? InputMeans.of(trained.input(), file)
                : new float[0];
    }

    /** The number that replaces a missing input; throws if none does. */
    float missing(int input, Supplier<String> place) {
        return switch (csv.missing().treatment()) {
            case FILL -> csv.missing().value();
            case MEAN -> means.length == 0 ? Float.NaN : mean(input, place);
            case REFUSE, SKIP -> throw new MissingValueException(place.get());
        };
    }

    private float mean(int input, Supplier<String> place) {
        float mean = means[input / inner % means.length];
        if (Float.isNaN(mean)) {
            throw new DataException(place.get(), InputMeans.NONE);
        }
        return mean;
    }
}
