package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.List;

/** What compiling for both targets gave: diagnostics, and the models if there was no error. */
public record DualCompilation(Diagnostics diagnostics, List<DualModel> models) {
    public DualCompilation {
        models = List.copyOf(models);
    }
}
