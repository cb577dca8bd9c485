package dev.lamina.compiler.model;

import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/**
 * A layer with its shapes.
 *
 * @param type the type of its result; a flattened image keeps its axes in it
 * @param arithmetic the calculation of the sizes of {@code out}, for people
 */
public record ShapedLayer(
        Application application, Shape in, Shape out, TensorType type, List<Parameter> parameters, String arithmetic) {
    public ShapedLayer {
        parameters = List.copyOf(parameters);
    }

    /** This layer, if no loss depends on it: its parameters are not trained. */
    ShapedLayer unreached() {
        return untrained(Parameter.Role.UNREACHED);
    }

    /** This layer, if the train block freezes it. */
    ShapedLayer frozen() {
        return untrained(Parameter.Role.FROZEN);
    }

    /** Whether the optimizer changes one of its parameters. */
    boolean isTrained() {
        return parameters.stream().anyMatch(Parameter::isTrained);
    }

    private ShapedLayer untrained(Parameter.Role role) {
        List<Parameter> untrained = parameters.stream()
                .map(each -> each.isTrained() ? each.as(role) : each)
                .toList();
        return new ShapedLayer(application, in, out, type, untrained, arithmetic);
    }
}
