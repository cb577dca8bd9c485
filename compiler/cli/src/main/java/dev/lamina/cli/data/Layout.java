package dev.lamina.cli.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which column of a table holds what.
 *
 * @param columns the number of columns
 * @param answers the columns of the label or of the target, from 0
 */
record Layout(int columns, List<Integer> answers) {

    /**
     * Works out the columns of a table, or says why it does not fit the model.
     *
     * @param heading the first row if it holds names, else empty
     * @param wanted names or numbers (from 1) of the label's columns; empty: the last ones
     */
    static Layout of(String file, List<String> heading, int columns, List<String> wanted, Expected expected) {
        List<Integer> answers = new ArrayList<>();
        for (String column : wanted) {
            answers.add(find(file, heading, columns, column));
        }
        if (wanted.isEmpty()) {
            for (int i = Math.max(0, columns - expected.answers()); i < columns; i++) {
                answers.add(i);
            }
        }
        requireSizes(file, columns, answers, expected);
        return new Layout(columns, List.copyOf(answers));
    }

    private static int find(String file, List<String> heading, int columns, String wanted) {
        int named = heading.indexOf(wanted);
        if (named >= 0) {
            return named;
        }
        OptionalDouble number = Numerals.parse(wanted);
        if (number.isPresent()
                && number.getAsDouble() >= 1
                && number.getAsDouble() <= columns
                && number.getAsDouble() == Math.rint(number.getAsDouble())) {
            return (int) number.getAsDouble() - 1;
        }
        String names = heading.isEmpty() ? "it has no heading" : "its columns are " + shortened(heading);
        throw new DataException(file, "there is no column \"" + wanted + "\": " + names + ", numbered 1 .. " + columns);
    }

    private static String shortened(List<String> names) {
        return names.size() <= 12
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 10)) + ", … " + names.get(names.size() - 1);
    }

    private static void requireSizes(String file, int columns, List<Integer> answers, Expected expected) {
        String what = expected.wantsLabels() ? "label" : "target";
        if (answers.size() != expected.answers()) {
            throw new DataException(
                    file,
                    expected.model() + " needs " + expected.answers() + " " + what + " columns, not " + answers.size());
        }
        if (answers.stream().distinct().count() != answers.size()) {
            throw new DataException(file, "a column is named twice as " + what);
        }
        int inputs = columns - answers.size();
        if (inputs != expected.inputs()) {
            String of = expected.answers() == 1 ? "one " + what : expected.answers() + " " + what + "s";
            throw new DataException(
                    file,
                    "it has " + columns + " columns, but " + expected.model() + " needs "
                            + (expected.inputs() + expected.answers()) + ": " + expected.inputs() + " inputs and "
                            + of);
        }
    }

    /** Where among the answers a column stands, -1 when it is an input. */
    int answer(int column) {
        return answers.indexOf(column);
    }

    /** The first row, at the given place, as names when it is a heading. */
    static Optional<List<String>> heading(String row, List<String> first, Heading rule) {
        List<String> names = first.stream().map(String::strip).toList();
        int numbers = (int)
                names.stream().filter(cell -> Numerals.parse(cell).isPresent()).count();
        boolean present = switch (rule) {
            case YES -> true;
            case NO -> false;
            case AUTO -> numbers == 0;
        };
        if (rule == Heading.AUTO && numbers > 0 && numbers < names.size()) {
            refuseMixed(row, names);
        }
        return present ? Optional.of(names) : Optional.empty();
    }

    private static void refuseMixed(String row, List<String> cells) {
        for (int column = 0; column < cells.size(); column++) {
            if (Numerals.parse(cells.get(column)).isEmpty()) {
                throw new DataException(
                        row + ":" + (column + 1),
                        "\"" + CsvSamples.shortened(cells.get(column))
                                + "\" is not a number, while others of the first row"
                                + " are; if the row holds names, say --header yes");
            }
        }
    }
}
