package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.List;

/**
 * The diagnostics of a model file, and what the compiler made of each model without errors.
 *
 * @param <T> what was asked for: a summary, a class, an outline
 * @param models in the order of the file
 */
public record Result<T>(Diagnostics diagnostics, List<T> models) {
    public Result {
        models = List.copyOf(models);
    }
}
