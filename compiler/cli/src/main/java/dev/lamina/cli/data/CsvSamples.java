package dev.lamina.cli.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads samples from comma-separated text: a row each, inputs in the model's order, the label or target beside them. */
final class CsvSamples {

    private final String file;
    private final Expected expected;
    private final SampleRows rows;

    private CsvSamples(String file, Expected expected) {
        this.file = file;
        this.expected = expected;
        rows = new SampleRows(expected);
    }

    static Samples read(String file, InputStream bytes, DataSource source, Expected expected) throws IOException {
        var text = new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(source.separator())
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // counted here, for a message with the place
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
            return new CsvSamples(file, expected).read(reader.iterator(), source);
        } catch (CsvParseException | UncheckedIOException e) {
            throw refused(file, e);
        }
    }

    /** The reader wraps what is wrong with the bytes; the innermost cause says it best. */
    private static DataException refused(String file, RuntimeException wrapper) {
        Throwable cause = wrapper;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new DataException(
                file,
                cause instanceof CharacterCodingException
                        ? "it is not UTF-8 text, so it is no CSV file"
                        : "it cannot be read as CSV: " + cause.getMessage());
    }

    private Samples read(Iterator<CsvRecord> records, DataSource source) {
        if (!records.hasNext()) {
            throw new DataException(file, "it is empty");
        }
        CsvRecord first = records.next();
        List<String> cells = withoutByteOrderMark(first.getFields());
        Optional<List<String>> heading =
                Layout.heading(file + ":" + first.getStartingLineNumber(), cells, source.heading());
        Layout layout = Layout.of(file, heading.orElse(List.of()), cells.size(), source.answers(), expected);
        if (heading.isEmpty()) {
            add(first.getStartingLineNumber(), cells, layout);
        }
        while (records.hasNext()) {
            CsvRecord record = records.next();
            add(record.getStartingLineNumber(), record.getFields(), layout);
        }
        return rows.samples(file);
    }

    private static List<String> withoutByteOrderMark(List<String> cells) {
        if (!cells.get(0).startsWith("\uFEFF")) {
            return cells;
        }
        List<String> clean = new ArrayList<>(cells);
        clean.set(0, cells.get(0).substring(1));
        return clean;
    }

    private void add(long line, List<String> cells, Layout layout) {
        if (cells.size() != layout.columns()) {
            throw new DataException(
                    file + ":" + line,
                    "this row has " + cells.size() + " columns, but the first has " + layout.columns());
        }
        rows.open(file);
        int input = 0;
        for (int column = 0; column < cells.size(); column++) {
            int answer = layout.answer(column);
            if (answer < 0 && expected.wantsTokens()) {
                rows.token(input++, token(line, column, cells.get(column)));
            } else if (answer < 0) {
                rows.input(input++, number(line, column, cells.get(column)));
            } else if (expected.wantsLabels()) {
                rows.label(answer, label(line, column, cells.get(column)));
            } else {
                rows.target(answer, number(line, column, cells.get(column)));
            }
        }
        rows.close();
    }

    private int label(long line, int column, String cell) {
        return expected.label(parsed(line, column, cell), place(line, column));
    }

    private int token(long line, int column, String cell) {
        return expected.token(parsed(line, column, cell), place(line, column));
    }

    private float number(long line, int column, String cell) {
        float value = (float) parsed(line, column, cell);
        if (Float.isInfinite(value)) {
            throw new DataException(place(line, column), cell.strip() + " is too large for a 32-bit float");
        }
        return value;
    }

    private double parsed(long line, int column, String cell) {
        OptionalDouble value = Numerals.parse(cell);
        if (value.isEmpty()) {
            throw new DataException(
                    place(line, column),
                    cell.isBlank() ? "this cell is empty" : "\"" + shortened(cell) + "\" is not a finite number");
        }
        return value.getAsDouble();
    }

    private String place(long line, int column) {
        return file + ":" + line + ":" + (column + 1);
    }

    /** A cell as it may stand in a message. */
    static String shortened(String cell) {
        String line = cell.strip().replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 40 ? line : line.substring(0, 37) + "...";
    }
}
