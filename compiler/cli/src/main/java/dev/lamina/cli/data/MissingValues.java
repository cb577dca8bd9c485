package dev.lamina.cli.data;

import java.util.Locale;
import java.util.Set;

/**
 * How missing values in a table are treated.
 *
 * @param treatment what is done
 * @param value the replacement, with {@link Treatment#FILL}
 */
public record MissingValues(Treatment treatment, float value) {

    /** What is done with a missing value. */
    public enum Treatment {
        /** It is an error, which says where it is. */
        REFUSE,
        /** Its row is left out. */
        SKIP,
        /** A missing input is replaced by a given number. */
        FILL,
        /** A missing input is replaced by the mean of its feature, which only standardised inputs have. */
        MEAN
    }

    /** Missing values are errors. */
    public static final MissingValues REFUSED = new MissingValues(Treatment.REFUSE, 0);

    private static final Set<String> WORDS = Set.of("", "na", "n/a", "#n/a", "nan", "null", "none", "?");

    /** Whether a cell stands for a missing value: it is blank, or a word such as {@code NA}. */
    static boolean is(String cell) {
        return WORDS.contains(cell.strip().toLowerCase(Locale.ROOT));
    }
}
