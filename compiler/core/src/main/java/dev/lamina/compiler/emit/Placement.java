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
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * The places of the parameters in the flat array of all parameters, and of the states of recurrent layers in the array of states.
 *
 * @param trainedFloats the length of the part of the array of parameters that holds the trained ones, with the padding between them
 * @param parameterFloats the length of the whole array: the parameters that are not trained lie behind the trained ones
 * @param states the layout of each state for one sample, by name; a state of several layers has a layout for each
 */
public record Placement(
        List<PlacedParameter> parameters, int trainedFloats, int parameterFloats, Map<String, Layout> states) {
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
     * Places the parameters and the states of a model, one after the other. The trained parameters come first, so that the optimizer
     * changes one range.
     *
     * @throws ArithmeticException if they do not fit into a Java array
     */
    public static Placement of(ShapedModel shaped) {
        Map<String, Integer> offsets = new HashMap<>();
        int trained = place(shaped, true, 0, offsets);
        int all = place(shaped, false, trained, offsets);
        List<PlacedParameter> parameters = new ArrayList<>();
        forEach(
                shaped,
                (name, parameter) -> parameters.add(
                        new PlacedParameter(name, parameter, Objects.requireNonNull(offsets.get(name)))));
        return new Placement(parameters, trained, all, states(shaped.states()));
    }

    /** Places the parameters that are trained, or those that are not, from an offset on; returns the offset behind them. */
    private static int place(ShapedModel shaped, boolean trained, int from, Map<String, Integer> offsets) {
        int[] offset = {from};
        forEach(shaped, (name, parameter) -> {
            if (parameter.isTrained() == trained) {
                offsets.put(name, offset[0]);
                int length = (parameter.layout().length() + Schedule.ALIGNMENT - 1)
                        / Schedule.ALIGNMENT
                        * Schedule.ALIGNMENT;
                offset[0] = Math.addExact(offset[0], length);
            }
        });
        return offset[0];
    }

    private static void forEach(ShapedModel shaped, BiConsumer<String, Parameter> action) {
        for (ShapedLayer layer : shaped.layers()) {
            for (Parameter parameter : layer.parameters()) {
                action.accept(layer.application().label() + "." + parameter.name(), parameter);
            }
        }
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
