package com.acme.iris;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.WeightsSource;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The weights: those in the jar, or those of the file that the property {@code iris.weights} names. */
@Component
final class IrisWeights {
    private final String file;

    IrisWeights(@Value("${iris.weights:}") String file) {
        this.file = file;
    }

    /** Reads them anew. */
    Parameters read() {
        WeightsSource source = file.isEmpty()
                ? WeightsSource.ofResource(Iris.class, "iris.safetensors")
                : WeightsSource.of(Path.of(file));
        return Iris.load(source).parameters();
    }
}
