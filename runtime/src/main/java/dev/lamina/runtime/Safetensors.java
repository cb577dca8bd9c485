package dev.lamina.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files of named tensors in the safetensors format, as PyTorch users exchange them.
 *
 * <p>The format: 8 bytes with the length of the header, little-endian; the header, JSON in UTF-8, with the type, shape and place of each
 * tensor; then the elements, little-endian, row-major, without gaps. Files that this class writes have checksums in the metadata of the
 * header, and a file that has some and does not match them is refused; files without are read. Files are not trusted: every claim of the header is checked against
 * the file before memory is allocated for it. A stream has no known length, so its memory grows with the bytes that arrive. Every error in
 * a file, and every failure of input or output, is a {@link WeightsException}.
 */
public final class Safetensors {

    /** The key of the header that names the metadata, not a tensor. */
    static final String METADATA = "__metadata__";

    private Safetensors() {}

    /**
     * Reads all tensors of a file, in the order of its data.
     *
     * @throws WeightsException if it cannot be read or is not a valid file
     */
    public static Map<String, Tensor> read(Path file) {
        return read(WeightsSource.of(file));
    }

    /** As {@link #read(Path)}, from a stream, which is read to its end and not closed. */
    public static Map<String, Tensor> read(InputStream in) {
        return read(WeightsSource.of(in));
    }

    /** As {@link #read(Path)}, from anywhere. */
    public static Map<String, Tensor> read(WeightsSource source) {
        try (SafetensorsReader reader = SafetensorsReader.open(source)) {
            reader.requireMemory(Runtime.getRuntime().maxMemory());
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (SafetensorsReader.Place place : reader.places()) {
                tensors.put(place.name(), reader.read(place));
            }
            reader.requireEnd();
            return tensors;
        }
    }

    /**
     * Reads the tensors of a file some rows at a time, for files that do not fit into memory.
     *
     * @param most how many elements are read at a time, if a row has not more
     * @throws WeightsException if it cannot be read or is not a valid file; that checksums do not match is known after the last row
     */
    public static void readRows(WeightsSource source, int most, TensorRows to) {
        try (SafetensorsReader reader = SafetensorsReader.open(source)) {
            for (SafetensorsReader.Place place : reader.places()) {
                reader.readRows(place, most, to);
            }
            reader.requireEnd();
        }
    }

    /**
     * Reads a file to its end without keeping its tensors.
     *
     * @throws WeightsException if it cannot be read, is not a valid file, or does not have the checksums that it notes
     */
    public static void check(WeightsSource source) {
        try (SafetensorsReader reader = SafetensorsReader.open(source)) {
            reader.places().forEach(reader::skip);
            reader.requireEnd();
        }
    }

    /** What a file notes beside its tensors, by key. */
    public static Map<String, String> metadata(Path file) {
        return metadata(WeightsSource.of(file));
    }

    /** As {@link #metadata(Path)}, from a stream, of which only the header is read; it is not closed. */
    public static Map<String, String> metadata(InputStream in) {
        return metadata(WeightsSource.of(in));
    }

    /** As {@link #metadata(Path)}, from anywhere. */
    public static Map<String, String> metadata(WeightsSource source) {
        try (SafetensorsReader reader = SafetensorsReader.open(source)) {
            return reader.metadata();
        }
    }

    /** Writes tensors to a file, replacing it as a whole or, on failure, not at all. */
    public static void write(Path file, Collection<Tensor> tensors) {
        SafetensorsWriter.write(file, Map.of(), tensors);
    }

    /** As {@link #write(Path, Collection)}, with notes beside the tensors, which {@link #metadata} reads. */
    public static void write(Path file, Map<String, String> notes, Collection<Tensor> tensors) {
        SafetensorsWriter.write(file, notes, tensors);
    }

    /** Writes tensors to a stream, which is flushed and not closed. */
    public static void write(OutputStream out, Collection<Tensor> tensors) {
        SafetensorsWriter.write(out, Map.of(), tensors);
    }
}
