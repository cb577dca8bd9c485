package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.FeatureStatistics;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.data.ScaledPort;
import dev.lamina.cli.run.ModelFacts;
import dev.lamina.compiler.Summary;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Scaling;
import java.util.Map;

/**
 * The numbers that an activation at the end of a network can give. Targets outside of them are never reached, and a relu that gives 0 for
 * all samples passes no gradient.
 */
record OutputRange(double least, double most) {
    private static final Map<String, OutputRange> OF_ACTIVATIONS = Map.of(
            "relu", new OutputRange(0, Double.POSITIVE_INFINITY),
            "softplus", new OutputRange(0, Double.POSITIVE_INFINITY),
            "relu6", new OutputRange(0, 6),
            "sigmoid", new OutputRange(0, 1),
            "hardsigmoid", new OutputRange(0, 1),
            "softmax", new OutputRange(0, 1),
            "tanh", new OutputRange(-1, 1));

    /** Warns of a target, as it is after scaling, that the last layer of a model with one output cannot give. */
    static void warn(ModelFacts facts, Parameters parameters, Samples training, Console console) {
        if (facts.isMulti()) {
            return;
        }
        String keyword = lastLayer(facts.model().summary());
        OutputRange range = OF_ACTIVATIONS.get(keyword);
        if (range == null) {
            return;
        }
        for (ScaledPort target : facts.scaledTargets(parameters.architecture())) {
            FeatureStatistics statistics = FeatureStatistics.of(target, training);
            Scaling scaling = target.in(parameters.preprocessing());
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < statistics.features(); i++) {
                least = Math.min(least, scaled(scaling, statistics.least()[i], i));
                most = Math.max(most, scaled(scaling, statistics.most()[i], i));
            }
            if (least < range.least() || most > range.most()) {
                console.err()
                        .println("warning: the " + target.title() + " of " + facts.name() + " goes from " + shown(least)
                                + " to " + shown(most) + (scaling.isNone() ? "" : " after scaling") + ", and `"
                                + keyword + "`, the last layer, gives " + range.text()
                                + ";\n  leave it out, so that the network can give every number");
            }
        }
    }

    private static String lastLayer(Summary summary) {
        String output = summary.outputs().get(0).value();
        return summary.rows().stream()
                .filter(row -> row.label().equals(output))
                .map(row -> row.layer().replaceFirst("\\W.*", ""))
                .findFirst()
                .orElse("");
    }

    private static double scaled(Scaling scaling, float number, int feature) {
        if (scaling.isNone()) {
            return number;
        }
        int of = Math.min(feature, scaling.divisor().length - 1);
        float offset =
                scaling.offset().length == 0 ? 0 : scaling.offset()[Math.min(feature, scaling.offset().length - 1)];
        return (number - offset) / scaling.divisor()[of];
    }

    private static String shown(double number) {
        return Text.plain((float) number);
    }

    private String text() {
        return most == Double.POSITIVE_INFINITY
                ? "no number below " + Text.plain(least)
                : "numbers from " + Text.plain(least) + " to " + Text.plain(most);
    }
}
