package dev.lamina.compiler.emit;

import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.schedule.Schedule;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.runtime.RecurrentState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The places of the parameters in the flat array of all parameters, and of the states of recurrent layers in the array of states.
 *
 * @param parameterFloats the length of the array of parameters, with the padding between them
 * @param states the layout of each state for one sample, by name; a state of several layers has a layout for each
 */
public record Placement(List<PlacedParameter> parameters, int parameterFloats, Map<String, Layout> states) {
    public Placement {
        parameters = List.copyOf(parameters);
        states = Map.copyOf(states);
    }

    /**
     * A parameter with its place.
     *
     * @param name its name with the label of its layer: {@code conv1.weight}
     */
    record PlacedParameter(String name, Parameter parameter, int offset) {}

    /**
     * Places the parameters and the states of a model, one after the other.
     *
     * @throws ArithmeticException if they do not fit into a Java array
     */
    public static Placement of(ShapedModel shaped) {
        List<PlacedParameter> parameters = new ArrayList<>();
        int offset = 0;
        for (ShapedLayer layer : shaped.layers()) {
            for (Parameter parameter : layer.parameters()) {
                String name = layer.application().label() + "." + parameter.name();
                parameters.add(new PlacedParameter(name, parameter, offset));
                int length = (parameter.layout().length() + Schedule.ALIGNMENT - 1)
                        / Schedule.ALIGNMENT
                        * Schedule.ALIGNMENT;
                offset = Math.addExact(offset, length);
            }
        }
        return new Placement(parameters, offset, states(shaped.states()));
    }

    private static Map<String, Layout> states(List<RecurrentState.Part> states) {
        int floats = states.stream().map(RecurrentState.Part::floats).reduce(0, Math::addExact);
        Map<String, Layout> layouts = new HashMap<>();
        int offset = 0;
        for (RecurrentState.Part state : states) {
            for (int layer = 0; layer < state.layers(); layer++) {
                layouts.put(state.name() + "." + layer, Layout.row(offset, state.hidden(), floats));
                offset += state.hidden();
            }
        }
        return layouts;
    }

    /** The layouts of all parameters and states, by name. */
    public Map<String, Layout> layouts() {
        Map<String, Layout> layouts = new HashMap<>(states);
        parameters.forEach(
                placed -> layouts.put(placed.name(), placed.parameter().layout()));
        return layouts;
    }
}
