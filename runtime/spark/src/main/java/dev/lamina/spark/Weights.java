package dev.lamina.spark;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.WeightsSource;
import java.io.ByteArrayInputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A generated class with the bytes of a weights file. Broadcast, it reads them once in each JVM. */
final class Weights implements Serializable {
    private static final long serialVersionUID = 1;

    private final NetworkSource source;
    private final byte[] bytes;
    private final String name;
    private transient @Nullable Parameters parameters;

    /** @param name what messages call the file */
    Weights(NetworkSource source, byte[] bytes, String name) {
        this.source = source;
        this.bytes = bytes;
        this.name = name;
    }

    String name() {
        return name;
    }

    NetworkSource source() {
        return source;
    }

    byte[] bytes() {
        return bytes;
    }

    synchronized Parameters parameters() {
        Parameters read = parameters;
        if (read == null) {
            read = source.newParameters(0);
            read.read(WeightsSource.of(new ByteArrayInputStream(bytes), name));
            parameters = read;
        }
        return read;
    }
}
