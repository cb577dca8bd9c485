package dev.lamina.spark;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.WeightsSource;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A generated class with the bytes of a weights file. Broadcast, it reads them once in each JVM. */
final class Weights implements Serializable {
    private static final long serialVersionUID = 1;

    private final NetworkSource source;
    private final byte[] bytes;
    private transient @Nullable Parameters parameters;

    Weights(NetworkSource source, byte[] bytes) {
        this.source = source;
        this.bytes = bytes;
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
            read.read(WeightsSource.of(bytes));
            parameters = read;
        }
        return read;
    }
}
