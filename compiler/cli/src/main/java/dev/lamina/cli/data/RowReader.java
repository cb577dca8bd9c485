package dev.lamina.cli.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Reads rows to predict: CSV, JSON lines, safetensors or IDX, perhaps compressed by gzip. The first bytes tell which. */
public final class RowReader {

    /** How many rows a network is given at a time. */
    public static final int ROWS = BlockFiller.ROWS;

    private static final int BUFFER = 1 << 16;

    /** The header of a safetensors file follows its length. */
    private static final int LENGTH_BYTES = 8;

    /** The format of the rows. */
    public enum InputFormat {
        CSV,
        JSON_LINES,
        SAFETENSORS,
        IDX,
        IMAGES
    }

    private final InputRequest request;
    private final WaitingStream waiting;
    private final InputStream bytes;
    private final InputFormat kind;
    private final Optional<Path> images;

    private RowReader(InputRequest request, Path images) {
        this.request = request;
        this.waiting = new WaitingStream(InputStream.nullInputStream());
        this.bytes = waiting;
        this.kind = InputFormat.IMAGES;
        this.images = Optional.of(images);
    }

    private RowReader(InputRequest request, WaitingStream waiting, InputStream bytes) throws IOException {
        this.request = request;
        this.waiting = waiting;
        this.bytes = bytes;
        this.images = Optional.empty();
        byte[] start = start(bytes, UnsupportedFormat.START, 1);
        kind = kind(start);
        Optional<UnsupportedFormat> other = kind == InputFormat.CSV ? UnsupportedFormat.of(start) : Optional.empty();
        if (other.isPresent()) {
            throw other.get().refusal(request.file(), request.expected());
        }
    }

    /** Whether a path is an image or a folder with images. */
    public static boolean areImages(Path path) throws IOException {
        return ImageRows.are(path);
    }

    /** Begins to read images, of which each is a row: one file, or those in a folder and its folders. */
    public static RowReader ofImages(InputRequest request, Path images) {
        return new RowReader(request, images);
    }

    /**
     * Begins to read.
     *
     * @param in may be slow, such as a pipe: rows that have arrived are handed on before the reader waits for more
     */
    public static RowReader open(InputRequest request, InputStream in) throws IOException {
        WaitingStream waiting = new WaitingStream(in);
        InputStream bytes = new BufferedInputStream(waiting, BUFFER);
        byte[] start = SampleReader.peek(bytes, 2);
        boolean packed = SampleReader.begins(start, (byte) 0x1F, (byte) 0x8B);
        return new RowReader(
                request,
                waiting,
                packed ? new BufferedInputStream(new GzipStream(request.file(), bytes), BUFFER) : bytes);
    }

    /** Peeks at the next bytes, {@code most} at most; waits for input only until so many lines are complete. */
    static byte[] start(InputStream bytes, int most, int lines) throws IOException {
        bytes.mark(most);
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        int ends = 0;
        while (start.size() < most && (ends < lines || bytes.available() > 0)) {
            int next = bytes.read();
            if (next < 0) {
                break;
            }
            start.write(next);
            ends += next == '\n' ? 1 : 0;
        }
        bytes.reset();
        return start.toByteArray();
    }

    private static InputFormat kind(byte[] start) {
        if (IdxArray.looksLike(start)) {
            return InputFormat.IDX;
        }
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.length() > LENGTH_BYTES && text.charAt(LENGTH_BYTES) == '{' && text.charAt(LENGTH_BYTES - 1) == 0) {
            return InputFormat.SAFETENSORS;
        }
        String line = text.stripLeading();
        return line.startsWith("{") || line.startsWith("[") ? InputFormat.JSON_LINES : InputFormat.CSV;
    }

    public InputFormat kind() {
        return kind;
    }

    /** Reads all rows; if one is invalid, those before it are handed on before the exception is thrown. */
    public void read(BlockSink sink) throws IOException {
        requireText();
        Optional<Windows> windows = request.csv().windows();
        if (windows.isEmpty()) {
            read(request, sink);
            return;
        }
        if (kind != InputFormat.CSV && kind != InputFormat.JSON_LINES) {
            Windows.refuse(windows, request.file());
        }
        SeriesSamples.require(request.file(), windows.get(), request.expected());
        WindowBlocks cut = new WindowBlocks(request, windows.get().rows(), sink);
        read(request.ofRow(windows.get().ofRow(request.expected())), cut);
        if (cut.rowsWithoutAny() > 0) {
            throw new DataException(
                    request.file(),
                    "it has " + cut.rowsWithoutAny() + " rows, but a prediction needs a window of "
                            + windows.get().rows());
        }
    }

    private void read(InputRequest request, BlockSink sink) throws IOException {
        switch (kind) {
            case CSV -> new CsvInputs(request, sink).read(bytes, waiting);
            case JSON_LINES -> new JsonInputs(request, sink).read(bytes, waiting);
            case SAFETENSORS -> new LoadedInputs(request, sink).readSafetensors(bytes);
            case IDX -> new LoadedInputs(request, sink).readIdx(bytes);
            case IMAGES -> new ImageRows(request, images.orElseThrow()).read(sink);
        }
    }

    private void requireText() {
        if (request.expected().ports().isPresent() && kind != InputFormat.CSV && kind != InputFormat.JSON_LINES) {
            throw new DataException(
                    request.file(),
                    "rows of " + request.expected().model()
                            + ", which has several inputs or outputs, are CSV or lines of"
                            + " JSON; lamina run --predict takes tensors");
        }
    }
}
