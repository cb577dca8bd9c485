package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.List;

/** The shapes of the layers of all models of a file. It has no layers of models with errors. */
public record Shaped(Diagnostics diagnostics, List<Layer> layers) {
    public Shaped {
        layers = List.copyOf(layers);
    }

    /**
     * One layer.
     *
     * @param arithmetic the calculation that gives the shape; may be empty
     */
    public record Layer(String label, String shape, String arithmetic) {}
}
