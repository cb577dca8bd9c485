package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The first row of a table, which holds the names of the columns or a sample. */
record FirstRow(String place, List<String> cells, char point) {

    /** The names of the columns if the row is a heading; else an empty list. */
    List<String> heading(CsvOptions options, SampleSpec expected, Preprocessing trained) {
        List<String> names = cells.stream().map(String::strip).toList();
        boolean present = switch (options.heading()) {
            case YES -> true;
            case NO -> false;
            case AUTO -> holdsNames(names, options, expected, trained);
        };
        return present ? names : List.of();
    }

    /**
     * A row without numbers is a heading, unless all its inputs are truth values: {@code No} may be a value or a name. Labels do not
     * count, since they may be words in any row.
     */
    private boolean holdsNames(List<String> names, CsvOptions options, SampleSpec expected, Preprocessing trained) {
        boolean trainedOn = !trained.columns().isEmpty() && new HashSet<>(names).containsAll(trained.columns());
        boolean numbers = names.stream().anyMatch(this::isNumber);
        OptionalInt word = word(names, noInput(options, expected));
        if (trainedOn || !numbers) {
            return trainedOn || word.isPresent() || names.stream().noneMatch(FirstRow::isTruth);
        }
        if (word.isPresent()) {
            throw new DataException(
                    place + ":" + (word.getAsInt() + 1),
                    "\"" + Names.shortened(names.get(word.getAsInt()))
                            + "\" is not a number, while others of the first row"
                            + " are; if the row holds names, say --header yes");
        }
        return false;
    }

    /** The first column of an input with a cell that is neither a number nor a truth value nor missing. */
    private OptionalInt word(List<String> names, Set<Integer> noInput) {
        return IntStream.range(0, names.size())
                .filter(column -> !noInput.contains(column))
                .filter(column -> {
                    String name = names.get(column);
                    return !isNumber(name) && !isTruth(name) && !MissingValues.is(name);
                })
                .findFirst();
    }

    /** The columns that are not inputs if the row is a sample: those that options name by number, and the last ones. */
    private Set<Integer> noInput(CsvOptions options, SampleSpec expected) {
        Set<Integer> columns = new HashSet<>();
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

    /** Passes on the cells of a row that is no heading; notes that columns are then found by position, if the weights know names. */
    void replay(Preprocessing trained, Consumer<String> notes, CellConsumer row) {
        if (!trained.columns().isEmpty()) {
            notes.accept("there is no heading, so columns are taken to be, in this order, those trained on: "
                    + Names.list(trained.columns()));
        }
        for (int column = 0; column < cells.size(); column++) {
            char[] text = cells.get(column).toCharArray();
            row.cell(column, text, 0, text.length);
        }
    }

    private boolean isNumber(String cell) {
        return Numerals.parse(cell, point).isPresent();
    }

    private static boolean isTruth(String cell) {
        return Numerals.truth(cell).isPresent();
    }
}
