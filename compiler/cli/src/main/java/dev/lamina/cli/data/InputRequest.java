package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Scaling;
import java.util.List;
import java.util.function.Consumer;

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
 */
public record InputRequest(
        String file,
        Expected expected,
        Preprocessing trained,
        int inner,
        CsvOptions csv,
        List<String> keep,
        BadRows bad,
        Consumer<String> notes) {

    /** Refuses means that nobody knows, before anything is read. */
    public InputRequest {
        Scaling scaling = trained.input();
        boolean means = scaling.features() > 0 && !scaling.equals(Scaling.dividedBy(scaling.divisor()[0]));
        if (csv.missing().rule() == Missing.Rule.MEAN && !means) {
            throw new DataException(
                    file,
                    "--missing mean needs the means that --standardise learns and that the weights keep;"
                            + " these have none");
        }
    }

    /** What stands for an input that has no value, or a complaint. */
    float missing(int input, Place place) {
        return switch (csv.missing().rule()) {
            case FILL -> csv.missing().value();
            case MEAN -> mean(input);
            case REFUSE, SKIP -> throw new MissingValueException(place.text());
        };
    }

    /** Where a network standardises its inputs, the offset of a feature is its mean. */
    private float mean(int input) {
        Scaling scaling = trained.input();
        return scaling.offset()[input / inner % scaling.features()];
    }
}
