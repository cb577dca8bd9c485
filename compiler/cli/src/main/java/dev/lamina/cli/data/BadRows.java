package dev.lamina.cli.data;

import java.util.ArrayList;
import java.util.List;

/** Handles rows that cannot be predicted: throws at the first one, or skips and counts them. */
public final class BadRows {

    private static final int NAMED = 3;

    private final boolean skip;
    private final boolean skipMissing;
    private final List<String> reasons = new ArrayList<>();
    private long count;

    /**
     * Decides which rows are skipped.
     *
     * @param skip whether every invalid row is
     * @param skipMissing whether a row with a missing value is
     */
    public BadRows(boolean skip, boolean skipMissing) {
        this.skip = skip;
        this.skipMissing = skipMissing;
    }

    /** Skips a row that is invalid for this reason, or throws the reason. */
    void add(DataException reason) {
        if (!skip && !(skipMissing && reason instanceof MissingValueException)) {
            throw reason;
        }
        count++;
        if (reasons.size() < NAMED) {
            reasons.add(String.valueOf(reason.getMessage()));
        }
    }

    /** Whether every row that cannot be predicted is skipped. */
    public boolean skips() {
        return skip;
    }

    /**
     * Skips a row for which the network gives numbers that are not finite, or throws.
     *
     * @param row its number among those that could be read, from 1 on
     */
    public void addUnanswered(String file, long row) {
        add(new DataException(
                file,
                "the network gives numbers that are not finite for row " + row + " of those that could be read: its"
                        + " weights or inputs are too large"));
    }

    /** How many rows were skipped. */
    public long count() {
        return count;
    }

    /** Why the first of them were skipped. */
    public List<String> reasons() {
        return List.copyOf(reasons);
    }
}
