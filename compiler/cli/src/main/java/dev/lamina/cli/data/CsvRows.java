package dev.lamina.cli.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import dev.lamina.cli.console.Text;
import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads samples from CSV, cell by cell, while it is parsed, without an object for each cell. */
final class CsvRows extends AbstractBaseCsvCallbackHandler<Object> {

    private final String file;
    private final CsvOptions options;
    private final SampleSpec expected;
    private final Preprocessing trained;
    private final Dialect dialect;
    private final CellReader cells;
    private final SampleBuffer rows;
    private final TableLabels labels;
    private final MissingCells missing;
    private final List<String> first = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final WordScan scan;
    private final CellConsumer cellOfRow = this::cell;
    private WordColumns words = WordColumns.none(List.of(), 0);
    private TableColumns layout = TableColumns.of(0, List.of(), List.of(), List.of());
    private boolean begun;
    private boolean skipped;
    private int column;
    private final Supplier<String> here = this::place;

    CsvRows(
            String file,
            Dialect dialect,
            CsvOptions options,
            SampleSpec expected,
            Preprocessing trained,
            TableLabels labels,
            RowMemory memory,
            WordScan scan) {
        this.scan = scan;
        this.file = file;
        this.options = options;
        this.expected = expected;
        this.trained = trained;
        this.dialect = dialect;
        cells = new CellReader(dialect.point());
        rows = new SampleBuffer(expected, memory);
        this.labels = labels;
        missing = new MissingCells(file);
        notes.addAll(dialect.notes());
    }

    @Override
    protected void handleField(int column, char[] text, int offset, int length, boolean quoted) {
        if (begun) {
            field(column, text, offset, offset + length);
        } else {
            first.add(new String(text, offset, length));
        }
    }

    /** Ends a row; null, so that the parser creates no object and goes on. */
    @Override
    protected @Nullable Object buildRecord() {
        if (getRecordType() == RecordType.EMPTY) {
            return null;
        }
        if (begun) {
            close(getFieldCount());
        } else {
            begin();
        }
        return null;
    }

    /** The first row decides what each column is; it may also be a sample. */
    private void begin() {
        begun = true;
        FirstRow row = new FirstRow(file + ":" + getStartingLineNumber(), first, dialect.point());
        List<String> heading = row.heading(options, expected, trained);
        words = words(heading);
        layout = finder(words.options(options, finder(options))).find();
        if (!heading.isEmpty()) {
            if (!layout.inputs().isEmpty() && layout.names().columns().isEmpty()) {
                notes.add("columns of the input have the same name or none, so their names are not used");
            }
            return;
        }
        row.replay(trained, notes::add, this::field);
        close(first.size());
    }

    private ColumnFinder finder(CsvOptions by) {
        int columns = words.before() + first.size();
        return new ColumnFinder(file, words.heading(), columns, words.before(), by, expected, trained);
    }

    /** The columns of words: those that weights know, and those that options name. */
    private WordColumns words(List<String> heading) {
        WordColumns known = WordColumns.trained(heading, first.size(), trained.columns());
        if (options.oneHot().isEmpty()) {
            return known;
        }
        if (heading.isEmpty()) {
            throw new DataException(file, "--one-hot gives names to columns, so the table needs a heading");
        }
        List<Integer> asked = new ColumnFinder(file, heading, heading.size(), 0, options, expected, trained)
                .find(options.oneHot(), "column of words").stream()
                        .filter(each -> !known.has(each))
                        .toList();
        return known.with(scan.words(asked));
    }

    /** Finds the words of some columns in all rows. */
    interface WordScan {
        Map<Integer, List<String>> words(List<Integer> columns);
    }

    /** A cell of the table. */
    private void field(int column, char[] text, int from, int to) {
        this.column = column;
        if (column == 0) {
            rows.open(file);
            skipped = false;
        }
        if (column < words.columns()) { // else close complains of it
            words.cell(column, text, from, to, here, cellOfRow);
        }
    }

    /** A cell of the table, or of a column for a word. */
    private void cell(int column, char[] text, int from, int to) {
        int input = layout.inputOf()[column];
        int answer = layout.answerOf()[column];
        if (input >= 0) {
            input(input, text, from, to);
        }
        if (column == layout.weight()) {
            float value = cells.number(text, from, to, here);
            rows.weight(Float.isNaN(value) ? lacking(true) : SampleSpec.weight(value, here));
        }
        if (answer >= 0) {
            answer(answer, text, from, to);
        }
    }

    private void answer(int answer, char[] text, int from, int to) {
        Optional<LabelNames> names = labels.of(answer);
        if (names.isPresent()) {
            label(names.get(), answer, new String(text, from, to - from).strip());
        } else {
            float value = cells.number(text, from, to, here);
            rows.target(answer, Float.isNaN(value) ? lacking(true) : expected.target(value, here));
        }
    }

    private void input(int input, char[] text, int from, int to) {
        float value = number(text, from, to);
        float present = Float.isNaN(value) ? lacking(false) : value;
        if (expected.wantsTokens()) {
            rows.token(input, Float.isNaN(present) ? 0 : expected.token(present, here));
        } else {
            rows.input(input, present);
        }
    }

    private float number(char[] text, int from, int to) {
        try {
            return cells.number(text, from, to, here);
        } catch (DataException wrong) {
            String advice =
                    layout.heading().isEmpty() ? "" : Numerals.advice(new String(text, from, to - from), name());
            throw new DataException(wrong, advice);
        }
    }

    /** The name of the column of the current cell. */
    private String name() {
        return layout.heading().get(words.before() + column);
    }

    private void label(LabelNames names, int answer, String cell) {
        int number = names.find(cell);
        if (number < 0 && MissingValues.is(cell)) {
            lacking(true);
            number = 0;
        }
        rows.label(answer, number < 0 ? names.add(cell, here.get()) : number);
    }

    /** Registers a missing value; returns its replacement. */
    private float lacking(boolean answer) {
        String name = layout.heading().isEmpty() ? "" : " (" + Names.shortened(name()) + ")";
        missing.add(getStartingLineNumber(), column + 1 + name, answer);
        skipped |= options.missing().treatment() == MissingValues.Treatment.SKIP;
        return options.missing().treatment() == MissingValues.Treatment.MEAN
                ? Float.NaN
                : options.missing().value();
    }

    private void close(int fields) {
        if (fields != words.columns()) {
            throw new DataException(
                    file + ":" + getStartingLineNumber(),
                    "this row has " + Text.count(fields, "column") + ", but the first has "
                            + Text.grouped(words.columns()));
        }
        if (!skipped) {
            rows.close();
        }
    }

    private String place() {
        return file + ":" + getStartingLineNumber() + ":" + (column + 1);
    }

    private void relabel() {
        try {
            labels.relabel(rows);
        } catch (DataException wrong) {
            boolean chosen = !options.answers().isEmpty() || !trained.targets().isEmpty();
            throw chosen ? wrong : new DataException(wrong, layout.otherLabel());
        }
    }

    /** All samples, when there are no more rows. */
    LoadedSamples samples() {
        if (!begun) {
            throw new DataException(file, "it is empty");
        }
        missing.require(options.missing());
        Samples samples = rows.samples(file);
        relabel();
        notes.addAll(missing.notes(options.missing()));
        notes.addAll(labels.notes());
        return new LoadedSamples(samples, labels.names(layout.names()), notes);
    }
}
