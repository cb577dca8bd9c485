package dev.lamina.cli.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Columns of words in a table, which become a column for each word: 1 where the word stands, 0 elsewhere. The column for the word {@code red} of
 * a column {@code colour} is called {@code colour=red}. These columns come before those of the table, which stay.
 */
final class WordColumns {

    /** A column with more words is none of categories. */
    static final int MOST_WORDS = 1000;

    private static final char[] YES = {'1'};
    private static final char[] NO = {'0'};

    private final List<String> table;
    private final Map<Integer, List<String>> words;
    private final List<String> heading = new ArrayList<>();
    private final int[] first;

    /**
     * For a table.
     *
     * @param table the names of all columns of the table; empty if it has none
     * @param columns how many columns it has
     * @param words the words of each column of words, by its number from 0
     */
    private WordColumns(List<String> table, int columns, Map<Integer, List<String>> words) {
        this.table = table;
        this.words = words;
        first = new int[columns];
        words.forEach((column, each) -> {
            first[column] = heading.size();
            each.forEach(word -> heading.add(table.get(column) + "=" + word));
        });
        heading.addAll(table);
    }

    /** For a table without columns of words. */
    static WordColumns none(List<String> table, int columns) {
        return new WordColumns(table, columns, Map.of());
    }

    /** Finds the columns of words by the names of the columns that a network was trained on. */
    static WordColumns trained(List<String> table, int columns, List<String> trained) {
        Map<Integer, List<String>> words = new LinkedHashMap<>();
        for (int column = 0; column < table.size(); column++) {
            String start = table.get(column) + "=";
            List<String> own = trained.stream()
                    .filter(name -> name.startsWith(start) && !table.contains(name))
                    .map(name -> name.substring(start.length()))
                    .toList();
            if (!own.isEmpty() && !trained.contains(table.get(column))) {
                words.put(column, own);
            }
        }
        return new WordColumns(table, columns, words);
    }

    /** The same with these columns of words. */
    WordColumns with(Map<Integer, List<String>> more) {
        Map<Integer, List<String>> all = new LinkedHashMap<>(words);
        more.forEach(all::putIfAbsent);
        return new WordColumns(table, first.length, all);
    }

    /** Whether a column of the table is one of words. */
    boolean has(int column) {
        return words.containsKey(column);
    }

    /** The names of the columns for words, then of those of the table; empty if the table has no names. */
    List<String> heading() {
        return heading;
    }

    /** How many columns for words there are: the number of the first column of the table. */
    int before() {
        return heading.size() - table.size();
    }

    /** The columns of the table. */
    int columns() {
        return first.length;
    }

    /**
     * The same options, in which a column of words that is an input stands for its columns, and is no input itself.
     *
     * @param columns finds a column in the {@link #heading}, by its name or its number in the table
     */
    CsvOptions options(CsvOptions given, ColumnFinder columns) {
        if (words.isEmpty()) {
            return given;
        }
        List<String> ignored = new ArrayList<>(given.ignored());
        List<String> inputs = new ArrayList<>();
        words.keySet().stream().map(table::get).forEach(ignored::add);
        for (String input : given.inputs()) {
            List<Integer> found = columns.find(List.of(input), "input");
            if (found.stream().anyMatch(column -> has(column - before()))) {
                found.forEach(column -> inputs.addAll(inputs(column)));
            } else {
                inputs.add(input);
            }
        }
        return given.withInputs(inputs.toArray(String[]::new)).withIgnored(ignored.toArray(String[]::new));
    }

    /** The names of the inputs in a column of the heading: one for each word, or its own. */
    private List<String> inputs(int column) {
        List<String> own = words.get(column - before());
        if (own == null) {
            return List.of(heading.get(column));
        }
        int from = first[column - before()];
        return heading.subList(from, from + own.size());
    }

    /**
     * Passes a cell of the table on, and before it those of the columns for its words. A cell without a value is one in all of them.
     *
     * @param place where it is, for messages
     */
    void cell(int column, char[] text, int from, int to, Supplier<String> place, CellConsumer row) {
        List<String> own = words.isEmpty() ? List.of() : words.getOrDefault(column, List.of());
        if (!own.isEmpty()) {
            String word = new String(text, from, to - from).strip();
            int known = own.indexOf(word);
            boolean missing = known < 0 && MissingValues.is(word);
            if (known < 0 && !missing) {
                throw new DataException(
                        place.get(),
                        "\"" + Names.shortened(word) + "\" is none of the words of "
                                + Names.shortened(table.get(column)) + ": " + Names.list(own));
            }
            for (int i = 0; i < own.size(); i++) {
                if (missing) {
                    row.cell(first[column] + i, text, from, to);
                } else {
                    row.cell(first[column] + i, i == known ? YES : NO, 0, 1);
                }
            }
        }
        row.cell(before() + column, text, from, to);
    }
}
