package dev.lamina.runtime;

import static dev.lamina.runtime.WeightsException.quote;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An open safetensors file whose header has been found true; tensors are read one by one. */
final class SafetensorsReader implements AutoCloseable {

    /** The limit of the reference implementation. */
    private static final long LONGEST_HEADER = 100_000_000;

    private static final int PREFIX = Long.BYTES;
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Place> places = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private long dataStart;

    /** A tensor that is known to be in the file: from {@code begin}, counted from the start of the data. */
    record Place(String name, ElementType type, List<Integer> shape, int size, long begin, long end) {}

    private SafetensorsReader(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens a file and checks its header. */
    static SafetensorsReader open(Path file) {
        // A pipe or a device would block, or have no end.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new WeightsException(file, "is not a regular file");
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                SafetensorsReader reader = new SafetensorsReader(file, channel);
                reader.readHeader();
                return reader;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be read", e);
        }
    }

    /** The tensors in the order of their data. */
    List<Place> places() {
        return places;
    }

    /** What is noted beside the tensors. */
    Map<String, String> metadata() {
        return metadata;
    }

    /** Refuses a file whose tensors cannot be in memory together, which is better than to find out half-way. */
    void requireMemory(long most) {
        long needed = 0;
        for (Place place : places) {
            needed += (long) place.size * place.type.bytesInMemory();
        }
        if (needed > most) {
            throw new WeightsException(
                    file,
                    "the tensors need " + needed + " bytes, but this Java machine has at most " + most + " (-Xmx)");
        }
    }

    private void readHeader() throws IOException {
        long length = channel.size();
        if (length < PREFIX) {
            throw new WeightsException(file, "not a safetensors file: it has " + length + " bytes, fewer than 8");
        }
        long header = fill(0, PREFIX).getLong();
        if (header < 0 || header > LONGEST_HEADER || header > length - PREFIX) {
            throw new WeightsException(
                    file,
                    "not a safetensors file, or truncated: it claims a header of " + Long.toUnsignedString(header)
                            + " bytes, but there are " + (length - PREFIX) + " and at most " + LONGEST_HEADER
                            + " are read");
        }
        dataStart = PREFIX + header;
        HeaderReader.Header read = HeaderReader.read(file, text((int) header));
        metadata.putAll(read.metadata());
        check(read.entries(), length - dataStart);
    }

    private String text(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        readFully(bytes, PREFIX);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WeightsException(file, "the header is not UTF-8: byte " + bytes.position() + " is malformed");
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
            places.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
            findGaps(dataLength, problems);
        }
        if (!problems.isEmpty()) {
            throw new WeightsException(file, problems);
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
        if (entry.begin() > entry.end() || entry.end() > dataLength) {
            throw new IllegalArgumentException(range + " are not within the file's " + dataLength + " bytes of data");
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

    /** The format allows no overlaps and no holes: a byte in two tensors or in none would be a lie or a hiding place. */
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
        if (problems.isEmpty() && end != dataLength) {
            problems.add((dataLength - end) + " bytes at the end belong to no tensor");
        }
    }

    /** Reads the elements of a tensor. */
    Tensor read(Place place) {
        int[] shape = place.shape.stream().mapToInt(Integer::intValue).toArray();
        try {
            if (place.type.whole()) {
                return Tensor.ofLongs(place.name, place.type, shape, longs(place));
            }
            if (place.type == ElementType.F64) {
                return Tensor.ofDoubles(place.name, shape, doubles(place));
            }
            return Tensor.ofFloats(place.name, place.type, shape, floats(place));
        } catch (IOException e) {
            throw new WeightsException(file, "tensor " + quote(place.name) + " cannot be read", e);
        }
    }

    private long[] longs(Place place) throws IOException {
        long[] elements = new long[place.size];
        for (int at = 0; at < elements.length; ) {
            ByteBuffer bytes = chunk(place, at);
            while (bytes.hasRemaining()) {
                elements[at++] = whole(place.type, bytes);
            }
        }
        return elements;
    }

    private static long whole(ElementType type, ByteBuffer bytes) {
        return switch (type) {
            case I64 -> bytes.getLong();
            case I32 -> bytes.getInt();
            case I16 -> bytes.getShort();
            case I8 -> bytes.get();
            case U32 -> Integer.toUnsignedLong(bytes.getInt());
            case U16 -> Short.toUnsignedLong(bytes.getShort());
            case U8 -> Byte.toUnsignedLong(bytes.get());
            default -> throw new IllegalArgumentException(type + " is no type of whole numbers");
        };
    }

    private double[] doubles(Place place) throws IOException {
        double[] elements = new double[place.size];
        for (int at = 0; at < elements.length; ) {
            ByteBuffer bytes = chunk(place, at);
            while (bytes.hasRemaining()) {
                elements[at++] = bytes.getDouble();
            }
        }
        return elements;
    }

    private float[] floats(Place place) throws IOException {
        float[] elements = new float[place.size];
        for (int at = 0; at < elements.length; ) {
            ByteBuffer bytes = chunk(place, at);
            while (bytes.hasRemaining()) {
                elements[at++] = single(place.type, bytes);
            }
        }
        return elements;
    }

    private static float single(ElementType type, ByteBuffer bytes) {
        if (type == ElementType.F32) {
            return bytes.getFloat();
        }
        return type == ElementType.F16 ? half(bytes.getShort()) : Float.intBitsToFloat(bytes.getShort() << 16);
    }

    /** Exact: a float holds every half, subnormal ones as normal numbers. */
    private static float half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        float size;
        if (exponent == 0) {
            size = fraction * 0x1p-24f;
        } else {
            int wide = exponent == 0x1F ? 0xFF : exponent + 112;
            size = Float.intBitsToFloat(wide << 23 | fraction << 13);
        }
        return bits < 0 ? -size : size;
    }

    private ByteBuffer chunk(Place place, int element) throws IOException {
        long position = place.begin + (long) element * place.type.bytes();
        return fill(dataStart + position, (int) Math.min(CHUNK, place.end - position));
    }

    private ByteBuffer fill(long position, int length) throws IOException {
        chunk.clear().limit(length);
        readFully(chunk, position);
        return chunk;
    }

    private void readFully(ByteBuffer into, long position) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, position + into.position()) < 0) {
                throw new EOFException("the file has become shorter");
            }
        }
        into.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be closed", e);
        }
    }
}
