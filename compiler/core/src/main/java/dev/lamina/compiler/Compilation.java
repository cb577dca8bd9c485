package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.List;

/** The result of compiling a file: diagnostics, and the models if there was no error. */
public record Compilation(Diagnostics diagnostics, List<CompiledModel> models) {
    public Compilation {
        models = List.copyOf(models);
    }
}
