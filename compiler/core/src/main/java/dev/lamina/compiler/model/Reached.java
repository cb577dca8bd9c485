package dev.lamina.compiler.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The values that have a gradient: those that an output with a loss depends on, in a model without losses those that any output depends on,
 * and the operands of layers that carry states, since final states get a gradient from the caller.
 */
final class Reached {
    private Reached() {}

    /** The numbers of the values that have a gradient, counted as in {@link Application#operands}. */
    private static Set<Integer> values(ShapedModel shaped) {
        Model model = shaped.model();
        Set<Integer> reached = new HashSet<>();
        for (int i = 0; i < model.outputs().size(); i++) {
            int output = i;
            boolean trained = model.losses().stream().anyMatch(loss -> loss.output() == output);
            if (trained || model.losses().isEmpty()) {
                reached.add(model.outputs().get(i).value());
            }
        }
        for (int i = shaped.layers().size() - 1; i >= 0; i--) {
            ShapedLayer layer = shaped.layers().get(i);
            Application application = layer.application();
            if (application.layer().isRecurrent()) {
                reached.add(model.result(i)); // its states depend on its parameters too
            }
            if (reached.contains(model.result(i)) || shaped.carriesStates(layer)) {
                reached.addAll(application.operands());
            }
        }
        return reached;
    }

    /** The layers of a model. The parameters of those without a gradient are marked: the optimizer leaves them alone. */
    static List<ShapedLayer> marked(Model model, List<ShapedLayer> layers) {
        Set<Integer> reached = values(new ShapedModel(model, layers));
        List<ShapedLayer> marked = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            boolean trained = reached.contains(model.result(i));
            marked.add(trained ? layers.get(i) : layers.get(i).unreached());
        }
        return marked;
    }
}
