package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.List;

/** The shapes of the layers of a file, found without compiling it; those of models with errors are missing. */
public record Shaped(Diagnostics diagnostics, List<Layer> layers) {
    public Shaped {
        layers = List.copyOf(layers);
    }

    /**
     * One layer.
     *
     * @param arithmetic how the shape comes about; may be empty
     */
    public record Layer(String label, String shape, String arithmetic) {}
}
