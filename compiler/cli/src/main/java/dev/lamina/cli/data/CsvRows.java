package dev.lamina.cli.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.List;
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
    private final LabelNames labels;
    private final MissingCells missing;
    private final List<String> first = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
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
            LabelNames labels,
            RowMemory memory) {
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
            cell(column, text, offset, offset + length);
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
        layout = new ColumnFinder(file, heading, first.size(), options, expected, trained).find();
        if (!heading.isEmpty()) {
            if (!layout.inputs().isEmpty() && layout.names().columns().isEmpty()) {
                notes.add("columns of the input have the same name or none, so their names are not used");
            }
            return;
        }
        row.replay(trained, notes::add, this::cell);
        close(first.size());
    }

    private void cell(int column, char[] text, int from, int to) {
        this.column = column;
        if (column == 0) {
            rows.open(file);
            skipped = false;
        }
        if (column >= layout.columns()) {
            return; // close complains of it
        }
        int input = layout.inputOf()[column];
        int answer = layout.answerOf()[column];
        if (input >= 0) {
            input(input, column, text, from, to);
        }
        if (answer >= 0 && expected.wantsLabels()) {
            label(answer, column, new String(text, from, to - from).strip());
        } else if (answer >= 0) {
            float value = cells.number(text, from, to, here);
            rows.target(answer, Float.isNaN(value) ? lacking(column, true) : expected.target(value, here));
        }
    }

    private void input(int input, int column, char[] text, int from, int to) {
        float value = number(column, text, from, to);
        float present = Float.isNaN(value) ? lacking(column, false) : value;
        if (expected.wantsTokens()) {
            rows.token(input, Float.isNaN(present) ? 0 : expected.token(present, here));
        } else {
            rows.input(input, present);
        }
    }

    private float number(int column, char[] text, int from, int to) {
        try {
            return cells.number(text, from, to, here);
        } catch (DataException wrong) {
            String advice = layout.heading().isEmpty()
                    ? ""
                    : Numerals.advice(
                            new String(text, from, to - from), layout.heading().get(column));
            throw new DataException(wrong, advice);
        }
    }

    private void label(int answer, int column, String cell) {
        int number = labels.find(cell);
        if (number < 0 && MissingValues.is(cell)) {
            lacking(column, true);
            number = 0;
        }
        rows.label(answer, number < 0 ? labels.add(cell, here.get()) : number);
    }

    /** Registers a missing value; returns its replacement. */
    private float lacking(int column, boolean answer) {
        String name = layout.heading().isEmpty()
                ? ""
                : " (" + Names.shortened(layout.heading().get(column)) + ")";
        missing.add(getStartingLineNumber(), column + 1 + name, answer);
        skipped |= options.missing().treatment() == MissingValues.Treatment.SKIP;
        return options.missing().treatment() == MissingValues.Treatment.MEAN
                ? Float.NaN
                : options.missing().value();
    }

    private void close(int fields) {
        if (fields != layout.columns()) {
            throw new DataException(
                    file + ":" + getStartingLineNumber(),
                    "this row has " + fields + " columns, but the first has " + layout.columns());
        }
        if (!skipped) {
            rows.close();
        }
    }

    private String place() {
        return file + ":" + getStartingLineNumber() + ":" + (column + 1);
    }

    private int[] classes() {
        try {
            return labels.classes();
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
        if (expected.wantsLabels()) {
            rows.relabel(classes());
        }
        notes.addAll(missing.notes(options.missing()));
        notes.addAll(labels.notes());
        return new LoadedSamples(samples, layout.names().withLabels(labels.names()), notes);
    }
}
