package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.List;

/** The shapes of the layers of a file. Models with errors have no layers here. */
public record Shaped(Diagnostics diagnostics, List<Layer> layers) {
    public Shaped {
        layers = List.copyOf(layers);
    }

    /**
     * One layer.
     *
     * @param arithmetic the calculation behind the shape; may be empty
     */
    public record Layer(String label, String shape, String arithmetic) {}
}
