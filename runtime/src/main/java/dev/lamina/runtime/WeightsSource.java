package dev.lamina.runtime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where tensors in the safetensors format are read from: a file of any file system, a stream, an array, the class path. Immutable. */
public final class WeightsSource {

    private final String name;
    private final Opening opening;

    private interface Opening {
        ByteSource open() throws IOException;
    }

    private WeightsSource(String name, Opening opening) {
        this.name = name;
        this.opening = opening;
    }

    /** A regular file of any file system, such as one inside a jar. */
    public static WeightsSource of(Path file) {
        return new WeightsSource(file.toString(), () -> {
            // A pipe or a device would block, or have no end.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new WeightsException(file.toString(), "is not a regular file");
            }
            return ByteSource.of(file);
        });
    }

    /** A stream, read once to its end and not closed. */
    public static WeightsSource of(InputStream in) {
        return of(in, "input stream");
    }

    /** As {@link #of(InputStream)}, with a name for messages, such as the address that the stream comes from. */
    public static WeightsSource of(InputStream in, String name) {
        return new WeightsSource(name, () -> ByteSource.of(in, ByteSource.UNKNOWN, false));
    }

    /** The bytes of a file; not copied. */
    public static WeightsSource of(byte[] bytes) {
        return new WeightsSource(
                "byte array", () -> ByteSource.of(new ByteArrayInputStream(bytes), bytes.length, true));
    }

    /**
     * A resource, named as {@link Class#getResourceAsStream} has it. Where the class is in a named module, the resource's package must be open
     * to {@code dev.lamina.runtime}.
     *
     * @param near a class whose class loader finds it; names without a leading {@code /} are relative to its package
     */
    public static WeightsSource ofResource(Class<?> near, String name) {
        return new WeightsSource("class path resource " + name, () -> {
            InputStream in = near.getResourceAsStream(name);
            if (in == null) {
                String from = name.startsWith("/") ? "at the root of the class path" : "beside " + near.getName();
                String module = near.getModule().isNamed()
                        ? ", or " + near.getModule() + " does not open its package to dev.lamina.runtime"
                        : "";
                throw new NoSuchFileException(name + " " + from + module);
            }
            return ByteSource.of(in, ByteSource.UNKNOWN, true);
        });
    }

    /** What messages call it: the path, or which kind of source it is. */
    public String name() {
        return name;
    }

    /** Opens it. */
    ByteSource open() {
        try {
            return opening.open();
        } catch (IOException | UnsupportedOperationException e) {
            throw new WeightsException(name, "cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
