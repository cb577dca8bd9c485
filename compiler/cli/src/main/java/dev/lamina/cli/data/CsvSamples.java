package dev.lamina.cli.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.lamina.runtime.Preprocessing;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads samples from CSV: a row for each, with inputs in the order of the model and the label or target. */
final class CsvSamples {

    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private CsvSamples() {}

    /**
     * Reads a whole table.
     *
     * @param trained names that the network was trained with, which decide the order of columns and the classes of labels
     */
    static LoadedSamples read(
            String file, InputStream bytes, DataSource source, SampleSpec expected, Preprocessing trained)
            throws IOException {
        TableLabels labels = TableLabels.of(file, expected, trained, source.learnt());
        return read(file, bytes, source, expected, trained, labels);
    }

    static LoadedSamples read(
            String file,
            InputStream bytes,
            DataSource source,
            SampleSpec expected,
            Preprocessing trained,
            TableLabels labels)
            throws IOException {
        CsvOptions options = source.csv();
        bytes.skipNBytes(
                SampleReader.begins(SampleReader.peek(bytes, BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)
                        ? BYTE_ORDER_MARK.length
                        : 0);
        // Separators and digits are the same bytes in every encoding that can be meant.
        String start = new String(SampleReader.peek(bytes, Dialect.SAMPLE), StandardCharsets.ISO_8859_1);
        Dialect dialect = Dialect.of(file, start, options, expected);
        CsvRows rows = new CsvRows(
                file,
                dialect,
                options,
                expected,
                trained,
                labels,
                source.memory(),
                columns -> words(source, dialect, columns));
        try (CsvReader<Object> reader = CsvReader.builder()
                .fieldSeparator(dialect.separator())
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // counted here, for a message with the place
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(rows, text(bytes))) {
            reader.forEach(none -> {});
            return rows.samples();
        } catch (CsvParseException | UncheckedIOException e) {
            throw refused(file, e);
        }
    }

    /** The words of some columns, from a pass over the whole file of its own; each sorted by its characters. */
    private static Map<Integer, List<String>> words(DataSource source, Dialect dialect, List<Integer> columns) {
        Map<Integer, Set<String>> found = new LinkedHashMap<>();
        columns.forEach(column -> found.put(column, new TreeSet<>()));
        if (columns.isEmpty()) {
            return Map.of();
        }
        try (InputStream bytes = SampleReader.open(source.data());
                CsvReader<CsvRecord> rows = CsvReader.builder()
                        .fieldSeparator(dialect.separator())
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .ofCsvRecord(text(bytes))) {
            boolean heading = true;
            for (CsvRecord row : rows) {
                if (!heading) {
                    found.forEach((column, words) ->
                            add(row, column, words, source.data().toString()));
                }
                heading = false;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Map<Integer, List<String>> words = new LinkedHashMap<>();
        found.forEach((column, each) -> words.put(column, List.copyOf(each)));
        return words;
    }

    private static void add(CsvRecord row, int column, Set<String> words, String file) {
        String word = column < row.getFieldCount() ? row.getField(column).strip() : "";
        if (!MissingValues.is(word)) {
            words.add(word);
        }
        if (words.size() > WordColumns.MOST_WORDS) {
            throw new DataException(
                    file + ":" + row.getStartingLineNumber() + ":" + (column + 1),
                    "more than " + WordColumns.MOST_WORDS + " different words in this column; --one-hot is for fewer");
        }
    }

    static InputStreamReader text(InputStream bytes) {
        return new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /** The innermost cause of an exception of the parser, which wraps errors in bytes and cells. */
    static DataException refused(String file, RuntimeException wrapper) {
        Throwable cause = wrapper;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof DataException told) {
            return told;
        }
        return new DataException(
                file,
                cause instanceof CharacterCodingException
                        ? "it is not UTF-8 text, so it is no CSV file\n  a table in another encoding, such as that of Excel"
                                + " on Windows, is converted by iconv -f WINDOWS-1252 -t UTF-8 FILE > utf8.csv"
                        : "it cannot be read as CSV: " + cause.getMessage());
    }
}
