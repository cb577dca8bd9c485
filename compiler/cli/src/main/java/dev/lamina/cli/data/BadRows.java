package dev.lamina.cli.data;

import java.util.ArrayList;
import java.util.List;

/** What becomes of rows that cannot be predicted: the first ends everything, or they are left out and counted. */
public final class BadRows {

    private static final int NAMED = 3;

    private final boolean skip;
    private final boolean skipMissing;
    private final List<String> reasons = new ArrayList<>();
    private long count;

    /**
     * Says which rows are left out.
     *
     * @param skip all that are wrong
     * @param skipMissing those that have no value somewhere
     */
    public BadRows(boolean skip, boolean skipMissing) {
        this.skip = skip;
        this.skipMissing = skipMissing;
    }

    /** A row is bad for this reason. */
    void add(DataException reason) {
        if (!skip && !(skipMissing && reason instanceof MissingValueException)) {
            throw reason;
        }
        count++;
        if (reasons.size() < NAMED) {
            reasons.add(String.valueOf(reason.getMessage()));
        }
    }

    /** How many rows were left out. */
    public long count() {
        return count;
    }

    /** Why the first of them were. */
    public List<String> reasons() {
        return List.copyOf(reasons);
    }
}
