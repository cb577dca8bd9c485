package com.acme.iris;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.WeightsSource;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The weights: those in the jar, or those of the file that the property {@code iris.weights} names. */
@Singleton
final class IrisWeights {
    private final Optional<Path> file;

    IrisWeights(@ConfigProperty(name = "iris.weights") Optional<Path> file) {
        this.file = file;
    }

    /** Reads them anew. */
    Parameters read() {
        WeightsSource source =
                file.map(WeightsSource::of).orElseGet(() -> WeightsSource.ofResource(Iris.class, "iris.safetensors"));
        return Iris.load(source).parameters();
    }
}
