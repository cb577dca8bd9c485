package dev.lamina.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/** Writes safetensors files: the same tensors give the same bytes. */
final class SafetensorsWriter {

    /** What messages call a stream. */
    static final String STREAM = "output stream";

    private static final int CHUNK = 1 << 16;

    private final OutputStream out;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

    private SafetensorsWriter(OutputStream out) {
        this.out = out;
    }

    /** Replaces a file as a whole or, on failure, not at all. */
    static void write(Path file, Map<String, String> metadata, Collection<Tensor> tensors) {
        List<Tensor> ordered = ordered(tensors);
        byte[] header = header(metadata, ordered);
        WholeFile.replace(file, out -> new SafetensorsWriter(out).write(header, ordered));
    }

    /** Writes to a stream, which is flushed and not closed. */
    static void write(OutputStream out, Map<String, String> metadata, Collection<Tensor> tensors) {
        List<Tensor> ordered = ordered(tensors);
        byte[] header = header(metadata, ordered);
        try {
            new SafetensorsWriter(out).write(header, ordered);
            out.flush();
        } catch (IOException e) {
            throw new WeightsException(STREAM, "cannot be written", e);
        }
    }

    /** The tensors with the widest elements first, as in the reference implementation, so that all elements are aligned to their width. */
    private static List<Tensor> ordered(Collection<Tensor> tensors) {
        List<Tensor> ordered = new ArrayList<>(tensors);
        ordered.sort(Comparator.comparingInt(tensor -> -tensor.type().bytes()));
        return ordered;
    }

    /** The length of the header and the header, with the checksums of the file. */
    private static byte[] header(Map<String, String> metadata, List<Tensor> tensors) {
        Map<String, String> notes = new TreeMap<>(metadata);
        notes.put(Checksums.HEADER, Checksums.ZEROS);
        notes.put(Checksums.DATA, checksum(tensors));
        byte[] text = text(notes, tensors);
        ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        prefix.putLong(text.length);
        Checksums.enter(prefix.array(), text);
        byte[] header = Arrays.copyOf(prefix.array(), prefix.capacity() + text.length);
        System.arraycopy(text, 0, header, prefix.capacity(), text.length);
        return header;
    }

    /** The checksum of the data. The header precedes them in the file, so they are encoded twice. */
    private static String checksum(List<Tensor> tensors) {
        CRC32 checksum = new CRC32();
        try {
            new SafetensorsWriter(new CheckedOutputStream(OutputStream.nullOutputStream(), checksum)).data(tensors);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Checksums.digits(checksum);
    }

    private static byte[] text(Map<String, String> metadata, List<Tensor> tensors) {
        StringBuilder json = new StringBuilder("{");
        List<String> pairs = new ArrayList<>();
        metadata.forEach((key, value) -> pairs.add(quoted(key) + ":" + quoted(value)));
        json.append(quoted(Safetensors.METADATA))
                .append(":{")
                .append(String.join(",", pairs))
                .append('}');
        Set<String> names = new HashSet<>(Set.of(Safetensors.METADATA));
        long offset = 0;
        for (Tensor tensor : tensors) {
            ElementType type = tensor.type();
            if (!names.add(tensor.name()) || type == ElementType.F16 || type == ElementType.BF16) {
                throw new IllegalArgumentException(
                        "a second tensor of this name, or one that cannot be written: " + tensor);
            }
            long end = offset + (long) tensor.size() * type.bytes();
            String shape = Arrays.toString(tensor.shape()).replace(" ", "");
            json.append(',').append(quoted(tensor.name()));
            json.append(":{\"dtype\":\"").append(type).append("\",\"shape\":").append(shape);
            json.append(",\"data_offsets\":[")
                    .append(offset)
                    .append(',')
                    .append(end)
                    .append("]}");
            offset = end;
        }
        byte[] bytes = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(bytes, (bytes.length + 7) / 8 * 8);
        Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
        return padded;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException("half a surrogate pair cannot be written: " + text);
            }
            boolean escaped = c == '"' || c == '\\' || c < ' ';
            quoted.append(escaped ? String.format("\\u%04x", c) : Character.toString(c));
        });
        return quoted.append('"').toString();
    }

    private void write(byte[] header, List<Tensor> tensors) throws IOException {
        out.write(header);
        data(tensors);
    }

    private void data(List<Tensor> tensors) throws IOException {
        for (Tensor tensor : tensors) {
            for (int element = 0; element < tensor.size(); element++) {
                if (chunk.remaining() < Long.BYTES) {
                    drain();
                }
                tensor.put(element, chunk);
            }
        }
        drain();
    }

    private void drain() throws IOException {
        out.write(chunk.array(), 0, chunk.position());
        chunk.clear();
    }
}
