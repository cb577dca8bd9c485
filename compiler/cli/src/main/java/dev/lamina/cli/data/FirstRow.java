package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The first row of a table: names of columns, or a sample. */
record FirstRow(String place, List<String> cells, char point) {

    /** The names if it is a heading, else nothing. */
    List<String> heading(CsvOptions options, Expected expected, Preprocessing trained) {
        List<String> names = cells.stream().map(String::strip).toList();
        boolean present = switch (options.heading()) {
            case YES -> true;
            case NO -> false;
            case AUTO -> holdsNames(names, options, expected, trained);
        };
        return present ? names : List.of();
    }

    /** It does if none of its cells is a value, apart from labels, which may be words anyway. */
    private boolean holdsNames(List<String> names, CsvOptions options, Expected expected, Preprocessing trained) {
        boolean trainedOn = !trained.columns().isEmpty() && new HashSet<>(names).containsAll(trained.columns());
        if (trainedOn || names.stream().noneMatch(this::isValue)) {
            return true;
        }
        List<Integer> noInput = noInput(options, expected);
        for (int column = 0; column < names.size(); column++) {
            String name = names.get(column);
            if (!isValue(name) && !Missing.is(name) && !noInput.contains(column)) {
                throw new DataException(
                        place + ":" + (column + 1),
                        "\"" + Names.shortened(name) + "\" is not a number, while others of the first row"
                                + " are; if the row holds names, say --header yes");
            }
        }
        return false;
    }

    /** Columns that hold no inputs if the row is a sample: those given by their numbers, and the last ones. */
    private List<Integer> noInput(CsvOptions options, Expected expected) {
        List<Integer> columns = new ArrayList<>();
        List<String> given = new ArrayList<>(options.ignored());
        given.addAll(options.answers());
        for (int column = 0; column < cells.size(); column++) {
            boolean last = options.answers().isEmpty() && column >= cells.size() - expected.answers();
            boolean listed = !options.inputs().isEmpty() && !options.inputs().contains(String.valueOf(column + 1));
            if (last && expected.wantsLabels() || listed || given.contains(String.valueOf(column + 1))) {
                columns.add(column);
            }
        }
        return columns;
    }

    private boolean isValue(String cell) {
        return Numerals.parse(cell.replace(point, '.')).isPresent()
                || Numerals.truth(cell).isPresent();
    }
}
