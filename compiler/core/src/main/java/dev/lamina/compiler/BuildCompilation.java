package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.List;

/** The result of compiling a file for a project's build: diagnostics, and the models if there was no error. */
public record BuildCompilation(Diagnostics diagnostics, List<BuildModel> models) {
    public BuildCompilation {
        models = List.copyOf(models);
    }
}
