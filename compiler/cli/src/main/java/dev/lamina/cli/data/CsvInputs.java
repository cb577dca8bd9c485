package dev.lamina.cli.data;

import com.google.gson.JsonPrimitive;
import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import dev.lamina.cli.console.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads rows to predict from CSV, cell by cell, while it is parsed. */
final class CsvInputs extends AbstractBaseCsvCallbackHandler<Object> {

    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);
    private static final Object ROW = new Object();

    private final InputRequest request;
    private final BlockSink sink;
    private final List<String> first = new ArrayList<>();
    private Dialect dialect = new Dialect(',', '.', List.of());
    private CellReader cells = new CellReader('.');
    private Optional<InputColumns> layout = Optional.empty();
    private Optional<BlockFiller> filler = Optional.empty();
    private Optional<DataException> wrong = Optional.empty();
    private boolean open;
    private int column;
    private final Supplier<String> here = this::place;
    private final CellConsumer cellOfRow = this::cell;

    CsvInputs(InputRequest request, BlockSink sink) {
        this.request = request;
        this.sink = sink;
    }

    void read(InputStream bytes, WaitingStream waiting) throws IOException {
        boolean marked = SampleReader.begins(RowReader.start(bytes, 3, 1), BYTE_ORDER_MARK);
        bytes.skipNBytes(marked ? BYTE_ORDER_MARK.length : 0);
        dialect = Dialect.of(
                request.file(),
                new String(RowReader.start(bytes, Dialect.SAMPLE / 2, 2), StandardCharsets.ISO_8859_1),
                request.csv(),
                request.expected());
        dialect.notes().forEach(request.notes());
        cells = new CellReader(dialect.point());
        waiting.beforeWaiting(this::flushWhole);
        try (CsvReader<Object> reader = CsvReader.builder()
                        .fieldSeparator(dialect.separator())
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // counted here, for a message with the place
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .build(this, CsvSamples.text(bytes));
                CloseableIterator<Object> rows = reader.iterator()) {
            while (next(rows)) {
                filler.orElseThrow().close();
            }
        } finally {
            waiting.beforeWaiting(() -> {});
        }
        if (layout.isEmpty()) {
            throw new DataException(request.file(), "it is empty");
        }
        filler.ifPresent(all -> all.flush(true));
    }

    /** Parses the next row into the block; if it is invalid, hands on the rows before it, then throws. */
    private boolean next(CloseableIterator<Object> rows) {
        try {
            if (!rows.hasNext()) {
                return false;
            }
            rows.next();
            return true;
        } catch (CsvParseException | UncheckedIOException | DataException problem) {
            filler.ifPresent(BlockFiller::throwFailure);
            filler.ifPresent(all -> all.flush(true));
            throw problem instanceof DataException told ? told : CsvSamples.refused(request.file(), problem);
        }
    }

    /** Hands on the rows collected so far, unless the next one has begun. */
    private void flushWhole() {
        if (!open) {
            filler.ifPresent(all -> all.flush(true));
        }
    }

    @Override
    protected void handleField(int column, char[] text, int offset, int length, boolean quoted) {
        open = true;
        if (layout.isPresent()) {
            field(layout.get(), column, text, offset, offset + length);
        } else {
            first.add(new String(text, offset, length));
        }
    }

    /** Ends a row; null, so that the parser goes on, if it is empty or skipped. */
    @Override
    protected @Nullable Object buildRecord() {
        open = false;
        if (getRecordType() == RecordType.EMPTY) {
            return null;
        }
        return layout.isPresent() ? close(layout.get(), getFieldCount()) : begin();
    }

    /** The first row decides what each column is; it may also be a row to predict. */
    private @Nullable Object begin() {
        FirstRow row = new FirstRow(request.file() + ":" + getStartingLineNumber(), first, dialect.point());
        InputColumns found = InputColumns.of(row, request);
        BlockFiller rows = new BlockFiller(request, sink, found.names().size());
        filler = Optional.of(rows);
        rows.begin(found.names());
        layout = Optional.of(found);
        if (!found.inputs().heading().isEmpty()) {
            return null;
        }
        row.replay(
                request.trained(), request.notes(), (column, text, from, to) -> field(found, column, text, from, to));
        return close(found, first.size());
    }

    /** A cell of the table. */
    private void field(InputColumns columns, int column, char[] text, int from, int to) {
        this.column = column;
        if (column == 0) {
            block().begin();
        }
        if (wrong.isPresent() || column >= columns.words().columns()) {
            return; // close complains of it
        }
        try {
            columns.words().cell(column, text, from, to, here, cellOfRow);
        } catch (DataException reason) {
            wrong = Optional.of(reason);
        }
    }

    /** A cell of the table, or of a column for a word. */
    private void cell(int column, char[] text, int from, int to) {
        InputColumns columns = layout.orElseThrow();
        if (columns.kept()[column] >= 0) {
            block().keep(columns.kept()[column], new JsonPrimitive(new String(text, from, to - from)));
        }
        int input = columns.inputs().inputOf()[column];
        if (input >= 0) {
            input(input, text, from, to);
        }
    }

    private void input(int input, char[] text, int from, int to) {
        float value = cells.number(text, from, to, here);
        float present = Float.isNaN(value) ? request.missing(input, here) : value;
        if (request.expected().wantsTokens()) {
            block().token(input, request.expected().token(present, here));
        } else {
            block().input(input, request.expected().input(input, present, here));
        }
    }

    private String place() {
        return request.file() + ":" + getStartingLineNumber() + ":" + (column + 1);
    }

    private InputBlock block() {
        return filler.orElseThrow().block();
    }

    private @Nullable Object close(InputColumns columns, int fields) {
        if (fields != columns.words().columns()) {
            wrong = Optional.of(new DataException(
                    request.file() + ":" + getStartingLineNumber(),
                    "this row has " + Text.count(fields, "column") + ", but the first has "
                            + Text.grouped(columns.words().columns())));
        }
        if (wrong.isEmpty()) {
            return ROW;
        }
        DataException reason = wrong.get();
        wrong = Optional.empty();
        request.bad().add(reason);
        return null;
    }
}
