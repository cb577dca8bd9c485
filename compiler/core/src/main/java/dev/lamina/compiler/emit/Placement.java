package dev.lamina.compiler.emit;

import dev.lamina.compiler.layer.optimizer.ParameterGroup;
import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.model.TrainControls;
import dev.lamina.compiler.model.TrainSettings;
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
 * The places of the parameters in the flat array of all parameters, and of the states of layers in the array of states.
 *
 * @param trainedFloats the length of the part of the array of parameters that holds the trained ones, with the padding between them
 * @param parameterFloats the length of the whole array: the parameters that are not trained lie behind the trained ones
 * @param groups the trained parameters by their rates, in the order of the array
 * @param states the layout of each state for one sample, by name, and of each of its layers
 */
public record Placement(
        List<PlacedParameter> parameters,
        int trainedFloats,
        int parameterFloats,
        List<ParameterGroup> groups,
        Map<String, Layout> states) {
    public Placement {
        parameters = List.copyOf(parameters);
        groups = List.copyOf(groups);
        states = Map.copyOf(states);
    }

    /**
     * A parameter with its place.
     *
     * @param name its name with the label of its layer: {@code conv1.weight}
     */
    record PlacedParameter(String name, Parameter parameter, int offset) {}

    /**
     * Places the parameters and the states of a model, one after the other. The trained parameters come first, those with one rate side by
     * side, so that the optimizer changes one range for each rate.
     *
     * @throws ArithmeticException if they do not fit into a Java array
     */
    public static Placement of(ShapedModel shaped) {
        Map<String, Integer> offsets = new HashMap<>();
        List<ParameterGroup> groups = groups(shaped, offsets);
        int trained = groups.stream().mapToInt(ParameterGroup::floats).sum();
        int all = place(shaped, (group, parameter) -> !parameter.isTrained(), trained, offsets);
        List<PlacedParameter> parameters = new ArrayList<>();
        forEach(shaped, (layer, parameter) -> {
            String name = layer + "." + parameter.name();
            parameters.add(new PlacedParameter(name, parameter, Objects.requireNonNull(offsets.get(name))));
        });
        return new Placement(parameters, trained, all, groups, states(shaped.states()));
    }

    /** Places the trained parameters, first those with the rate of the optimizer; returns the ranges that are not empty. */
    private static List<ParameterGroup> groups(ShapedModel shaped, Map<String, Integer> offsets) {
        TrainSettings settings = shaped.model().settings();
        List<TrainControls.RateGroup> declared = settings.controls().groups();
        List<ParameterGroup> groups = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= declared.size(); i++) {
            int number = i;
            int end = place(shaped, (group, parameter) -> group == number && parameter.isTrained(), from, offsets);
            if (end > from) {
                String name = i == 0 ? "" : declared.get(i - 1).labels().get(0).text();
                double factor = i == 0
                        ? 1
                        : declared.get(i - 1).rate() / settings.optimizer().rate();
                groups.add(new ParameterGroup(name, from, end - from, factor));
            }
            from = end;
        }
        return groups;
    }

    /** Which parameters to place, by the number of their group. */
    private interface Selection {
        boolean contains(int group, Parameter parameter);
    }

    /** Places some parameters from an offset on; returns the offset behind them. */
    private static int place(ShapedModel shaped, Selection selection, int from, Map<String, Integer> offsets) {
        int[] offset = {from};
        TrainControls controls = shaped.model().settings().controls();
        forEach(shaped, (layer, parameter) -> {
            String name = layer + "." + parameter.name();
            if (selection.contains(controls.groupOf(layer), parameter)) {
                offsets.put(name, offset[0]);
                int length = (parameter.layout().length() + Schedule.ALIGNMENT - 1)
                        / Schedule.ALIGNMENT
                        * Schedule.ALIGNMENT;
                offset[0] = Math.addExact(offset[0], length);
            }
        });
        return offset[0];
    }

    /** @param action takes the label of a layer and one of its parameters */
    private static void forEach(ShapedModel shaped, BiConsumer<String, Parameter> action) {
        for (ShapedLayer layer : shaped.layers()) {
            for (Parameter parameter : layer.parameters()) {
                action.accept(layer.application().label(), parameter);
            }
        }
    }

    private static Map<String, Layout> states(List<RecurrentState.Part> states) {
        int floats = states.stream().map(RecurrentState.Part::floats).reduce(0, Math::addExact);
        Map<String, Layout> layouts = new HashMap<>();
        int offset = 0;
        for (RecurrentState.Part state : states) {
            layouts.put(state.name(), Layout.rows(offset, state.hidden(), floats));
            for (int layer = 0; layer < state.layers(); layer++) {
                layouts.put(state.name() + "." + layer, Layout.row(offset, state.hidden(), floats));
                offset += state.hidden();
            }
        }
        return layouts;
    }

    /** The index of the first float of the group of this name. */
    int start(String group) {
        return groups.stream()
                .filter(each -> each.name().equals(group))
                .findFirst()
                .orElseThrow()
                .from();
    }

    /** The layouts of all parameters and states, by name. */
    public Map<String, Layout> layouts() {
        Map<String, Layout> layouts = new HashMap<>(states);
        parameters.forEach(
                placed -> layouts.put(placed.name(), placed.parameter().layout()));
        return layouts;
    }
}
