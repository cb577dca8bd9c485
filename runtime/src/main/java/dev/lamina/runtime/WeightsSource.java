package dev.lamina.runtime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * Where tensors in the safetensors format are read from: a file of any file system, a stream, an array, the class path. It also has the
 * options for files whose tensors are not exactly those that a model needs. Immutable.
 */
public final class WeightsSource {

    private final String name;
    private final Opening opening;
    private final String prefix;
    private final Set<Tolerated> tolerated;

    private enum Tolerated {
        EXTRA_TENSORS,
        OTHER_LAYERS,
        WRONG_CHECKSUMS
    }

    private interface Opening {
        ByteSource open() throws IOException;
    }

    private record OfFile(Path file) implements Opening {
        @Override
        public ByteSource open() throws IOException {
            // A pipe or a device would block, or have no end.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new WeightsException(file.toString(), "is not a regular file");
            }
            return ByteSource.of(file);
        }
    }

    private record OfResource(Class<?> near, String name) implements Opening {
        @Override
        public ByteSource open() throws IOException {
            InputStream in = near.getResourceAsStream(name);
            if (in == null) {
                String from = name.startsWith("/") ? "at the root of the class path" : "beside " + near.getName();
                throw new NoSuchFileException(name + " " + from + orNotOpened());
            }
            return ByteSource.of(in, ByteSource.UNKNOWN, true);
        }

        @NotOnAndroid
        private String orNotOpened() {
            return near.getModule().isNamed()
                    ? ", or " + near.getModule() + " does not open its package to dev.lamina.runtime"
                    : "";
        }
    }

    private WeightsSource(String name, Opening opening) {
        this(name, opening, "", Set.of());
    }

    private WeightsSource(String name, Opening opening, String prefix, Set<Tolerated> tolerated) {
        this.name = name;
        this.opening = opening;
        this.prefix = prefix;
        this.tolerated = tolerated;
    }

    /** A regular file of any file system, such as one inside a jar. */
    public static WeightsSource of(Path file) {
        return new WeightsSource(file.toString(), new OfFile(file));
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
        return new WeightsSource("class path resource " + name, new OfResource(near, name));
    }

    /**
     * The same, for a source whose names begin with {@code before}, unlike those of the model: {@code module.} for PyTorch's DataParallel.
     */
    public WeightsSource withPrefix(String before) {
        return new WeightsSource(name, opening, before, tolerated);
    }

    /** The same, but tensors that the model does not need, such as counters of training, are ignored. */
    public WeightsSource ignoringExtraTensors() {
        return with(Tolerated.EXTRA_TENSORS);
    }

    /**
     * The same, but weights that were trained with other layers, such as {@code tanh} for {@code relu}, are accepted: for training them
     * further. Their tensors must fit all the same.
     */
    public WeightsSource ignoringLayers() {
        return with(Tolerated.OTHER_LAYERS);
    }

    /**
     * The same, but a file whose checksums do not match is accepted: for a file that another program has changed on purpose, while it kept
     * the notes with the old checksums. Files without checksums are accepted in any case.
     */
    public WeightsSource ignoringChecksums() {
        return with(Tolerated.WRONG_CHECKSUMS);
    }

    private WeightsSource with(Tolerated more) {
        Set<Tolerated> all = EnumSet.of(more);
        all.addAll(tolerated);
        return new WeightsSource(name, opening, prefix, all);
    }

    String prefix() {
        return prefix;
    }

    boolean ignoresExtraTensors() {
        return tolerated.contains(Tolerated.EXTRA_TENSORS);
    }

    boolean ignoresLayers() {
        return tolerated.contains(Tolerated.OTHER_LAYERS);
    }

    boolean ignoresChecksums() {
        return tolerated.contains(Tolerated.WRONG_CHECKSUMS);
    }

    /** Its name in messages: the path, or the kind of source. */
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
