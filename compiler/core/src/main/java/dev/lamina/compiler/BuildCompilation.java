package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.List;

/** What compiling for a build gave: diagnostics, and the models if there was no error. */
public record BuildCompilation(Diagnostics diagnostics, List<BuildModel> models) {
    public BuildCompilation {
        models = List.copyOf(models);
    }
}
