package dev.lamina.runtime;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files of named tensors in the safetensors format, as PyTorch users exchange them.
 *
 * <p>The format: 8 bytes with the length of the header, little-endian; the header, JSON in UTF-8, with the type, shape and
 * place of each tensor; then the elements, little-endian, row-major, without gaps. A file is taken for hostile: everything
 * the header claims is checked against the file before anything is allocated for it, and whatever is wrong is a
 * {@link WeightsException}, as is every failure of input and output.
 */
public final class Safetensors {

    /** The key in the header that is no tensor. */
    static final String METADATA = "__metadata__";

    private Safetensors() {}

    /** Reads all tensors of a file, in the order of its data. */
    public static Map<String, Tensor> read(Path file) {
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            reader.requireMemory(Runtime.getRuntime().maxMemory());
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (SafetensorsReader.Place place : reader.places()) {
                tensors.put(place.name(), reader.read(place));
            }
            return tensors;
        }
    }

    /** What a file notes beside its tensors, by key. */
    public static Map<String, String> metadata(Path file) {
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            return reader.metadata();
        }
    }

    /** Writes tensors to a file, replacing it as a whole or, on failure, not at all. */
    public static void write(Path file, Collection<Tensor> tensors) {
        SafetensorsWriter.write(file, Map.of(), tensors);
    }
}
