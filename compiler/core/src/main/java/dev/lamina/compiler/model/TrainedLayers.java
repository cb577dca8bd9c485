package dev.lamina.compiler.model;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.syntax.Name;
import java.util.ArrayList;
import java.util.List;

/** Which layers a train block freezes, and whether it names layers that have parameters. */
final class TrainedLayers {
    private TrainedLayers() {}

    /** The layers of a model. The parameters of those that are frozen are marked: the optimizer leaves them alone. */
    static List<ShapedLayer> frozen(Model model, List<ShapedLayer> layers) {
        TrainControls controls = model.settings().controls();
        return layers.stream()
                .map(layer -> controls.freezes(layer.application().label()) ? layer.frozen() : layer)
                .toList();
    }

    /** Reports labels of layers without parameters, and a train block that leaves nothing to train. */
    static void check(Model model, List<ShapedLayer> layers, Diagnostics log) {
        TrainControls controls = model.settings().controls();
        List<Name> labels = new ArrayList<>(controls.frozen());
        controls.groups().forEach(group -> labels.addAll(group.labels()));
        for (Name label : labels) {
            boolean some = layers.stream()
                    .anyMatch(layer -> layer.isTrained()
                            && TrainControls.covers(
                                    label.text(), layer.application().label()));
            if (!some) {
                log.add(Diagnostic.of(
                        Code.E0524, label.span(), "`" + label.text() + "` has no parameters that could be trained"));
            }
        }
        boolean left = frozen(model, layers).stream().anyMatch(ShapedLayer::isTrained);
        if (!controls.frozen().isEmpty() && !left) {
            log.add(Diagnostic.of(
                            Code.E0525,
                            controls.frozen().get(0).span(),
                            "all parameters of the model are frozen, so training would change nothing")
                    .help("leave out at least one label"));
        }
    }
}
