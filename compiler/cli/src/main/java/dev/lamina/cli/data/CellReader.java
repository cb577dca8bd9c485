package dev.lamina.cli.data;

import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Reads the cells of a table as numbers. */
final class CellReader {

    private final char point;
    private final QuickFloats quick;

    CellReader(char point) {
        this.point = point;
        quick = new QuickFloats(point);
    }

    /** A number or a truth value as a float; NaN if the value is missing. */
    float number(char[] text, int from, int to, Supplier<String> place) {
        int begin = from;
        int end = to;
        while (begin < end && text[begin] == ' ') {
            begin++;
        }
        while (begin < end && text[end - 1] == ' ') {
            end--;
        }
        float value = quick.read(text, begin, end);
        return Float.isFinite(value) ? value : slow(new String(text, begin, end - begin), place);
    }

    private float slow(String cell, Supplier<String> place) {
        if (MissingValues.is(cell)) {
            return Float.NaN;
        }
        OptionalDouble truth = Numerals.truth(cell);
        float value = (float) (truth.isPresent() ? truth.getAsDouble() : exact(cell, place));
        if (Float.isInfinite(value)) {
            throw new DataException(place.get(), Names.shortened(cell) + " is too large for a 32-bit float");
        }
        return value;
    }

    /** A number in double precision; throws if the cell holds none. */
    double exact(String cell, Supplier<String> place) {
        OptionalDouble value = Numerals.parse(cell, point);
        if (value.isEmpty()) {
            throw new DataException(place.get(), Numerals.complaint(cell, point));
        }
        return value.getAsDouble();
    }
}
