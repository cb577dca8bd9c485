package dev.lamina.cli.data;

import java.util.Locale;
import java.util.Set;

/**
 * What to do with the cells of a table that have no value.
 *
 * @param treatment which of the ways
 * @param value what stands for a value that is missing, with {@link Treatment#FILL}
 */
public record MissingValues(Treatment treatment, float value) {

    /** The ways. */
    public enum Treatment {
        /** Their places are told, and nothing is read. */
        REFUSE,
        /** Their rows are left out. */
        SKIP,
        /** An input becomes a number that stands for it. */
        FILL,
        /** An input becomes the mean of its feature, which only standardised inputs know. */
        MEAN
    }

    /** They are refused. */
    public static final MissingValues REFUSED = new MissingValues(Treatment.REFUSE, 0);

    private static final Set<String> WORDS = Set.of("", "na", "n/a", "#n/a", "nan", "null", "none", "?");

    /** Whether a cell says that there is no value: it is blank, or has one of the words for that. */
    static boolean is(String cell) {
        return WORDS.contains(cell.strip().toLowerCase(Locale.ROOT));
    }
}
