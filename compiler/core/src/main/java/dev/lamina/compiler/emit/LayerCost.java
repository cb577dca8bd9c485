package dev.lamina.compiler.emit;

import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.model.ShapedLayer;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.tensor.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cost of a layer.
 *
 * @param parameters the number of floats in its parameters, without statistics
 * @param untrained the number of floats in its statistics, such as running means
 * @param multiplyAdds the multiply-adds of a prediction of one sample
 */
public record LayerCost(long parameters, long untrained, long multiplyAdds) {
    /** The costs of all layers, in their order. */
    public static List<LayerCost> of(ShapedModel shaped, Program predicting) {
        Map<String, Long> products = new HashMap<>();
        for (Launch launch : predicting.launches()) {
            products.merge(launch.node().owner().label(), multiplyAdds(launch), Long::sum);
        }
        return shaped.layers().stream()
                .map(layer -> new LayerCost(
                        floats(layer, false),
                        floats(layer, true),
                        products.getOrDefault(layer.application().label(), 0L)))
                .toList();
    }

    private static long floats(ShapedLayer layer, boolean statistics) {
        return layer.parameters().stream()
                .filter(parameter -> parameter.isStatistic() == statistics)
                .mapToLong(Parameter::size)
                .sum();
    }

    /** The multiply-adds of a kernel for one sample. */
    public static long multiplyAdds(Launch launch) {
        return launch.node().operation().multiplyAdds(launch.node().operandTypes());
    }

    /** The sum of several costs. */
    public static LayerCost total(List<LayerCost> costs) {
        return new LayerCost(
                costs.stream().mapToLong(LayerCost::parameters).sum(),
                costs.stream().mapToLong(LayerCost::untrained).sum(),
                costs.stream().mapToLong(LayerCost::multiplyAdds).sum());
    }
}
