package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The columns of a table of rows to predict: the inputs, and the columns that are copied to the output.
 *
 * @param inputs the columns of the input
 * @param kept for each column its position among the copied values, -1 if it is not copied
 * @param names the names of the copied values
 * @param words the columns of words
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and every cell asks
record InputColumns(TableColumns inputs, int[] kept, List<String> names, WordColumns words) {

    /** Finds the columns of a table by its first row. */
    static InputColumns of(FirstRow row, InputRequest request) {
        int cells = row.cells().size();
        SampleSpec expected = request.expected();
        boolean inputsAlone = cells == expected.inputs();
        CsvOptions leftOut = request.csv().ignoringToo(request.csv().answers()).ignoringToo(request.keep());
        WordColumns words = WordColumns.trained(
                row.heading(leftOut, inputsAlone ? expected.withoutAnswers() : expected, request.trained()),
                cells,
                request.trained().columns());
        List<String> heading = words.heading();
        int columns = words.before() + cells;
        ColumnFinder names = finder(words, request, request.csv());
        List<Integer> kept = names.find(request.keep(), "column to keep");
        CsvOptions options = names.byName() ? request.csv().ignoringToo(List.of()) : placed(names, columns, request);
        TableColumns layout =
                finder(words, request, words.options(options, names)).find();
        noteOrder(heading, request);
        noteAnswers(heading, layout, request);
        List<String> keptNames = kept.stream()
                .map(column -> heading.isEmpty() ? "column " + (column + 1) : heading.get(column))
                .toList();
        return new InputColumns(layout, TableColumns.places(columns, kept), keptNames, words);
    }

    private static ColumnFinder finder(WordColumns words, InputRequest request, CsvOptions options) {
        return new ColumnFinder(
                request.file(),
                words.heading(),
                words.before() + words.columns(),
                words.before(),
                options,
                request.expected().withoutAnswers(),
                request.trained());
    }

    /** For a table without names: surplus columns are those to copy and, as in training, the label in the last column. */
    private static CsvOptions placed(ColumnFinder names, int columns, InputRequest request) {
        CsvOptions options = request.csv().ignoringToo(request.csv().answers());
        if (!options.inputs().isEmpty()) {
            return options;
        }
        int inputs = request.expected().inputs();
        List<Integer> taken = new ArrayList<>(names.find(options.ignored(), "ignored column"));
        if (columns - taken.size() > inputs) {
            List<Integer> beside = new ArrayList<>(names.find(request.keep(), "column to keep"));
            beside.removeAll(taken);
            taken.addAll(beside);
            options = options.ignoringToo(numbers(beside));
        }
        int answers = request.expected().answers();
        boolean labelled =
                request.csv().answers().isEmpty() && answers > 0 && columns - taken.size() == inputs + answers;
        if (!labelled) {
            return options;
        }
        List<Integer> free = IntStream.range(0, columns)
                .boxed()
                .filter(each -> !taken.contains(each))
                .toList();
        List<String> last = numbers(free.subList(inputs, free.size()));
        request.notes()
                .accept("what is to be predicted is taken to stand in column " + String.join(", ", last)
                        + ", which is not used");
        return options.ignoringToo(last);
    }

    private static List<String> numbers(List<Integer> columns) {
        return columns.stream().map(column -> Integer.toString(column + 1)).toList();
    }

    /** Notes that inputs are found by position: with another order of columns, predictions would be wrong without an error. */
    private static void noteOrder(List<String> heading, InputRequest request) {
        if (!heading.isEmpty()
                && request.trained().columns().isEmpty()
                && request.csv().inputs().isEmpty()) {
            request.notes()
                    .accept("the weights know no names of columns, so the inputs are taken in the order of the table");
        }
    }

    /** Notes that the table has the true labels or targets, which are not used. */
    private static void noteAnswers(List<String> heading, TableColumns layout, InputRequest request) {
        Preprocessing trained = request.trained();
        List<String> there = trained.targets().stream()
                .filter(heading::contains)
                .filter(name -> !layout.inputs().contains(heading.indexOf(name)))
                .toList();
        if (!there.isEmpty() && !request.keep().containsAll(there)) {
            request.notes().accept("it has what is to be predicted, " + Names.list(there) + ", which is not used");
        }
    }
}
