package dev.lamina.cli.data;

import java.util.Locale;
import java.util.OptionalDouble;

/** Parses numbers as data files have them, and writes numbers in messages. */
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

    /** The same with another character before the decimals. */
    static OptionalDouble parse(String cell, char point) {
        if (point == '.') {
            return parse(cell);
        }
        return cell.indexOf('.') >= 0 ? OptionalDouble.empty() : parse(cell.replace(point, '.'));
    }

    /** 1 for {@code true} and {@code yes}, 0 for {@code false} and {@code no}, empty for anything else. */
    static OptionalDouble truth(String cell) {
        return switch (cell.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes" -> OptionalDouble.of(1);
            case "false", "no" -> OptionalDouble.of(0);
            default -> OptionalDouble.empty();
        };
    }

    /** The error message for a cell that is not a number, with advice. */
    static String complaint(String cell, char point) {
        String text = cell.strip();

        String finding = "\"" + Names.shortened(text) + "\" is not a finite number";
        if (point == '.' && text.matches("[+-]?\\d*,\\d+")) {
            return finding
                    + "; if it has a decimal comma, say --decimal , and if its comma groups thousands, remove it";
        }
        if (text.matches("[+-]?\\d{1,3}([,.' _\u00A0\u202F]\\d{3})+([.,]\\d*)?")) {
            return finding
                    + "; its digits are grouped: write it without separators of thousands, the decimals behind \""
                    + point + "\"";
        }
        if (point == ',' && text.matches("[+-]?\\d*\\.\\d+")) {
            return finding + ": it has a decimal point, but decimal commas are read here; --decimal says which";
        }
        return finding;
    }

    /** What to do with a column of words or dates among the inputs; empty for a cell that should be a number. */
    static String advice(String cell, String column) {
        String text = cell.strip();
        String without =
                "--ignore " + (column.isBlank() ? "" : Names.shortened(column) + " ") + "leaves the column out";
        if (text.matches("\\d{1,4}([-./])\\d{1,2}\\1\\d{1,4}.*")) {
            return "\n  a date is no number: " + without;
        }
        return text.matches("\\p{L}.*")
                ? "\n  a network takes numbers: " + without
                        + "; --one-hot " + Names.shortened(column)
                        + " makes a column of 0 and 1 for each of its words"
                : "";
    }

}
