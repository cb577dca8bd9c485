package dev.lamina.compiler;

import dev.lamina.compiler.source.Diagnostics;
import java.util.List;

/**
 * The diagnostics of a model file, and a result for each model without errors.
 *
 * @param <T> the kind of result: a summary, a class, an outline
 * @param models the results, in the order of the file
 */
public record Result<T>(Diagnostics diagnostics, List<T> models) {
    public Result {
        models = List.copyOf(models);
    }
}
