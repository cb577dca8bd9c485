package dev.lamina.compiler.model;

import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/**
 * A layer with its shapes.
 *
 * @param type the type of its result, which keeps the axes of an image that was flattened
 * @param arithmetic how each number of {@code out} comes about
 */
public record ShapedLayer(
        Application application, Shape in, Shape out, TensorType type, List<Parameter> parameters, String arithmetic) {
    public ShapedLayer {
        parameters = List.copyOf(parameters);
    }
}
