package dev.lamina.runtime;

import static dev.lamina.runtime.WeightsException.quote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open safetensors file whose header has been checked for consistency, and against the length of the file if that is known. Tensors are
 * read in their order.
 */
final class SafetensorsReader implements AutoCloseable {

    /** The limit of the reference implementation. */
    private static final long LONGEST_HEADER = 100_000_000;

    private static final int PREFIX = Long.BYTES;

    private final String name;
    private final ByteSource source;
    private final ElementReader elements;
    private final List<Place> places = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final boolean checks;
    private Optional<String> checksum = Optional.empty();

    /** A tensor of the header, at the bytes {@code begin} to before {@code end} of the data. */
    record Place(String name, ElementType type, List<Integer> shape, int size, long begin, long end) {}

    /** The order of the data. */
    private static final class InFile implements Comparator<Place> {
        @Override
        public int compare(Place a, Place b) {
            int begins = Long.compare(a.begin, b.begin);
            return begins != 0 ? begins : Long.compare(a.end, b.end);
        }
    }

    private SafetensorsReader(String name, ByteSource source, boolean checks) {
        this.name = name;
        this.source = source;
        this.checks = checks;
        this.elements = new ElementReader(source);
    }

    /** Opens a source and checks its header. */
    static SafetensorsReader open(WeightsSource from) {
        ByteSource source = from.open();
        SafetensorsReader reader = new SafetensorsReader(from.name(), source, !from.ignoresChecksums());
        try {
            reader.readHeader();
            return reader;
        } catch (IOException e) {
            reader.close();
            throw new WeightsException(from.name(), "cannot be read", e);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** The tensors in the order of their data. */
    List<Place> places() {
        return places;
    }

    /** The metadata of the file, without its checksums. */
    Map<String, String> metadata() {
        return metadata;
    }

    /** Refuses a file whose tensors do not fit into memory together, before any is read. */
    void requireMemory(long most) {
        long needed = 0;
        for (Place place : places) {
            needed += (long) place.size * place.type.bytesInMemory();
        }
        if (needed > most) {
            throw new WeightsException(
                    name,
                    "the tensors need " + needed + " bytes, but this Java machine has at most " + most + " (-Xmx)");
        }
    }

    private void readHeader() throws IOException {
        refuse(FileKind.problem(source.peek(), name));
        byte[] prefix = source.next(PREFIX);
        if (prefix.length < PREFIX) {
            throw new WeightsException(
                    name, "not a safetensors file: it has " + prefix.length + " bytes, fewer than 8");
        }
        long header = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        long rest = source.length() == ByteSource.UNKNOWN ? Long.MAX_VALUE : source.length() - PREFIX;
        if (header < 0 || header > LONGEST_HEADER || header > rest) {
            throw tooLong(header, rest);
        }
        byte[] bytes = source.next((int) header);
        if (bytes.length < header) {
            throw tooLong(header, bytes.length);
        }
        // Before the text is read: the message about a damaged file is to say that it is damaged.
        if (checks) {
            refuse(Checksums.problem(prefix, bytes));
        }
        HeaderReader.Header read = HeaderReader.read(name, text(bytes));
        metadata.putAll(read.metadata());
        readChecksum(bytes);
        check(read.entries(), rest == Long.MAX_VALUE ? ByteSource.UNKNOWN : rest - header);
    }

    private void readChecksum(byte[] header) {
        if (checks) {
            checksum = Checksums.take(name, header, metadata);
        }
        metadata.remove(Checksums.HEADER);
        metadata.remove(Checksums.DATA);
        if (checksum.isPresent()) {
            source.beginChecksum();
        }
    }

    private void refuse(Optional<String> problem) {
        if (problem.isPresent()) {
            throw new WeightsException(name, problem.get());
        }
    }

    private WeightsException tooLong(long header, long rest) {
        return new WeightsException(
                name,
                "not a safetensors file, or truncated: it claims a header of " + Long.toUnsignedString(header)
                        + " bytes, but " + (rest == Long.MAX_VALUE ? "" : "there are " + rest + " and ") + "at most "
                        + LONGEST_HEADER + " are read");
    }

    private String text(byte[] header) {
        ByteBuffer bytes = ByteBuffer.wrap(header);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WeightsException(name, "the header is not UTF-8: byte " + bytes.position() + " is malformed");
        }
    }

    private void check(List<HeaderReader.Entry> entries, long dataLength) {
        List<String> problems = new ArrayList<>();
        for (HeaderReader.Entry entry : entries) {
            try {
                places.add(place(entry, dataLength));
            } catch (IllegalArgumentException e) {
                problems.add("tensor " + quote(entry.name()) + ": " + e.getMessage());
            }
        }
        if (problems.isEmpty()) {
            places.sort(new InFile());
            findGaps(dataLength, problems);
        }
        if (!problems.isEmpty()) {
            throw new WeightsException(name, problems);
        }
    }

    private static Place place(HeaderReader.Entry entry, long dataLength) {
        ElementType type = type(entry.type());
        List<Integer> shape = new ArrayList<>();
        long size = 1;
        for (long extent : entry.shape()) {
            // Neither factor reaches 2^31, so the product is exact.
            size = extent > Integer.MAX_VALUE ? Long.MAX_VALUE : size * extent;
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape " + entry.shape() + " has more than 2^31 - 1 elements");
            }
            shape.add((int) extent);
        }
        String range = "data_offsets " + entry.begin() + " .. " + entry.end();
        boolean known = dataLength != ByteSource.UNKNOWN;
        if (entry.begin() > entry.end() || known && entry.end() > dataLength) {
            throw new IllegalArgumentException(range + " are not within the file's "
                    + (known ? dataLength + " bytes of data" : "data: they end before they begin"));
        }
        if (entry.end() - entry.begin() != size * type.bytes()) {
            throw new IllegalArgumentException(range + " hold " + (entry.end() - entry.begin()) + " bytes, but " + type
                    + " of shape " + entry.shape() + " has " + size * type.bytes());
        }
        return new Place(entry.name(), type, List.copyOf(shape), (int) size, entry.begin(), entry.end());
    }

    private static ElementType type(String name) {
        for (ElementType type : ElementType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new IllegalArgumentException("type " + quote(name)
                + " is not read; F32, F64, F16, BF16 and whole numbers from I8 and U8 to I64 are");
    }

    /** The format allows no overlaps and no gaps: each byte of the data belongs to one tensor. */
    private void findGaps(long dataLength, List<String> problems) {
        long end = 0;
        String before = "";
        for (Place place : places) {
            if (place.begin < end) {
                problems.add("tensor " + quote(place.name) + ": its data overlaps that of " + before);
            } else if (place.begin > end) {
                problems.add("tensor " + quote(place.name) + ": " + (place.begin - end)
                        + " bytes before its data belong to no tensor");
            }
            end = Math.max(end, place.end);
            before = quote(place.name);
        }
        if (problems.isEmpty() && dataLength != ByteSource.UNKNOWN && end != dataLength) {
            problems.add((dataLength - end) + " bytes at the end belong to no tensor");
        }
    }

    /** Reads the elements of a tensor. All must be read or skipped, in the order of {@link #places()}. */
    Tensor read(Place place) {
        return read(place, shape(place), place.size);
    }

    private static int[] shape(Place place) {
        int[] shape = new int[place.shape.size()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = place.shape.get(axis);
        }
        return shape;
    }

    private Tensor read(Place place, int[] shape, int size) {
        try {
            if (place.type.whole()) {
                return Tensor.ofLongs(place.name, place.type, shape, elements.longs(place.type, size));
            }
            if (place.type == ElementType.F64) {
                return Tensor.ofDoubles(place.name, shape, elements.doubles(size));
            }
            return Tensor.ofFloats(place.name, place.type, shape, elements.floats(place.type, size));
        } catch (IOException e) {
            throw unreadable(place, e);
        }
    }

    /** Reads the elements of a tensor some rows at a time, or skips them if they are not wanted. */
    void readRows(Place place, int most, TensorRows to) {
        int[] shape = shape(place);
        if (!to.wants(place.name, shape.clone())) {
            skip(place);
            return;
        }
        if (place.size == 0 || shape.length == 0) {
            to.rows(read(place));
            return;
        }
        int rows = shape[0];
        int each = place.size / rows;
        for (int from = 0; from < rows; from += shape[0]) {
            shape[0] = Math.min(rows - from, Math.max(1, most / each));
            to.rows(read(place, shape, shape[0] * each).from(from));
        }
    }

    /** Skips the elements of a tensor. */
    void skip(Place place) {
        try {
            source.skip(place.end - place.begin);
        } catch (IOException e) {
            throw unreadable(place, e);
        }
    }

    private WeightsException unreadable(Place place, IOException e) {
        return new WeightsException(name, "tensor " + quote(place.name) + " cannot be read", e);
    }

    /**
     * Refuses a source whose data do not have the checksum that it notes, or with bytes behind the last tensor. If the length is known, the
     * check of the header has found those already.
     */
    void requireEnd() {
        if (checksum.isPresent()) {
            refuse(Checksums.problem(checksum.get(), source.checksum()));
        }
        try {
            if (source.length() == ByteSource.UNKNOWN && !source.atEnd()) {
                throw new WeightsException(name, "bytes at the end belong to no tensor");
            }
        } catch (IOException e) {
            throw new WeightsException(name, "cannot be read to its end", e);
        }
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException e) {
            throw new WeightsException(name, "cannot be closed", e);
        }
    }
}
