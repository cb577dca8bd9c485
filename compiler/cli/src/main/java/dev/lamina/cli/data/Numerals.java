package dev.lamina.cli.data;

import java.util.OptionalDouble;

/** How numbers are written in data files. */
final class Numerals {

    private Numerals() {}

    /**
     * The value of a decimal numeral, empty for anything else; stricter than {@link Double#parseDouble}, which takes
     * {@code 1f}, {@code 0x1p3} and {@code NaN}.
     */
    static OptionalDouble parse(String cell) {
        String text = cell.strip();
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                return OptionalDouble.empty();
            }
        }
        try {
            return OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException notANumber) {
            return OptionalDouble.empty();
        }
    }

    /** A number without {@code .0} when it is whole. */
    static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
