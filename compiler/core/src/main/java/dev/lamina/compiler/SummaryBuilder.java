package dev.lamina.compiler;

import dev.lamina.compiler.emit.LayerCost;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.model.Application;
import dev.lamina.compiler.model.AppliedLoss;
import dev.lamina.compiler.model.Model;
import dev.lamina.compiler.model.Output;
import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.model.TrainSettings;
import dev.lamina.compiler.tensor.Parameter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/** Builds the summary of a model: its layers, its definitions and the sums of its costs. */
final class SummaryBuilder {
    private SummaryBuilder() {}

    /** @param programs the program that predicts, then the program that trains */
    static Summary summary(ShapedModel shaped, List<Program> programs) {
        List<LayerCost> costs = LayerCost.of(shaped, programs.get(0));
        LayerCost total = LayerCost.total(costs);
        return new Summary(
                shaped.model().name(),
                shaped.model().inputs().stream()
                        .map(input -> input.name() + ": " + input.shape())
                        .collect(Collectors.joining(", ")),
                shaped.model().inputs().stream()
                        .map(input -> ModelValue.of(input.name(), input.shape()))
                        .toList(),
                shaped.model().outputs().stream()
                        .map(output -> output(shaped, output))
                        .toList(),
                shaped.model().losses().stream()
                        .map(loss -> loss.place().call().oneLine())
                        .collect(Collectors.joining(", ")),
                choices(shaped),
                shaped.model().parameters(),
                rows(shaped, costs),
                total.parameters(),
                total.untrained(),
                total.multiplyAdds(),
                bytes(programs.get(0)),
                bytes(programs.get(1)));
    }

    private static List<Summary.Row> rows(ShapedModel shaped, List<LayerCost> costs) {
        Iterator<LayerCost> cost = costs.iterator();
        return shaped.layers().stream()
                .map(layer -> row(shaped.model(), layer, cost.next()))
                .toList();
    }

    private static Summary.Output output(ShapedModel shaped, Output output) {
        String loss = shaped.model().losses().stream()
                .filter(each -> shaped.model().outputs().get(each.output()).equals(output))
                .map(each -> each.place().call().oneLine())
                .collect(Collectors.joining());
        return new Summary.Output(
                output.name(),
                shaped.model().valueName(output.value()),
                shaped.shape(output.value()).toString(),
                loss);
    }

    private static Summary.Row row(Model model, ShapedLayer layer, LayerCost cost) {
        Application application = layer.application();
        return new Summary.Row(
                application.label(),
                application.shown(),
                application.operands().stream().map(model::valueName).toList(),
                application.frames().stream().map(LayerFrame::of).toList(),
                layer.out().toString(),
                layer.arithmetic(),
                layer.application().layer().semantics(),
                cost.parameters(),
                cost.multiplyAdds(),
                4 * layer.out().size(),
                layer.parameters().stream().map(Parameter::text).toList(),
                layer.application().layer().formulas());
    }

    private static List<Summary.Choice> choices(ShapedModel shaped) {
        List<Summary.Choice> choices = new ArrayList<>();
        for (ShapedLayer layer : shaped.layers()) {
            String semantics = layer.application().layer().semantics();
            String first = layer.parameters().isEmpty()
                    ? ""
                    : "starts " + layer.parameters().get(0).initial().text();
            String both = semantics + (semantics.isEmpty() || first.isEmpty() ? "" : "; ") + first;
            if (!both.isEmpty()) {
                choices.add(new Summary.Choice(layer.application().label(), both));
            }
        }
        for (AppliedLoss loss : shaped.model().losses()) {
            boolean several = shaped.model().outputs().size() > 1;
            String output = shaped.model().outputs().get(loss.output()).name();
            choices.add(new Summary.Choice(
                    several ? "loss of " + output : "loss", loss.loss().semantics()));
        }
        TrainSettings train = shaped.model().settings();
        if (train.declared()) {
            choices.add(new Summary.Choice(
                    "optimizer",
                    train.optimizer().keyword() + ": " + train.optimizer().semantics()));
            choices.add(new Summary.Choice(
                    "train",
                    "epochs " + train.epochs() + ", batches of " + train.batch() + ", seed " + train.seed()
                            + (train.isSharded() ? ", " + train.shards() + " shards" : "")));
            train.controls().texts().forEach(text -> {
                int word = text.indexOf(' ');
                choices.add(new Summary.Choice(text.substring(0, word), text.substring(word + 1)));
            });
        }
        return choices;
    }

    private static long bytes(Program program) {
        return 4L * program.peak().fixedFloats() + 4L * program.peak().sampleFloats();
    }
}
