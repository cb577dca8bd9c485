package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.data.FeatureStatistics;
import dev.lamina.cli.data.Names;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.data.ScaledPort;
import dev.lamina.runtime.Preprocessing;
import java.util.List;
import java.util.Locale;

/**
 * Warns of features with large or uneven ranges if no option scales them: networks seldom learn from such numbers.
 *
 * @param model the name of the model
 * @param learnt the scalings, and the names of columns
 */
record ScaleWarning(Console console, String model, Preprocessing learnt) {

    /** If the ranges of two features differ by this factor, the smaller one has hardly any influence. */
    private static final double UNEVEN = 1000;

    /** Initial weights and default rates are meant for numbers of about 1. */
    private static final double LARGE = 100;

    /** Checks an input or a target of the training samples. */
    void check(ScaledPort port, Samples samples) {
        if (!port.in(learnt).isNone()) {
            return;
        }
        FeatureStatistics statistics = FeatureStatistics.of(port, samples);
        List<String> names = port.columns(learnt);
        int widest = -1;
        int narrowest = -1;
        int largest = 0;
        for (int i = 0; i < statistics.features(); i++) {
            double range = statistics.range(i);
            if (range > 0) {
                widest = widest < 0 || range > statistics.range(widest) ? i : widest;
                narrowest = narrowest < 0 || range < statistics.range(narrowest) ? i : narrowest;
            }
            largest = size(statistics, i) > size(statistics, largest) ? i : largest;
        }
        if (widest >= 0 && statistics.range(widest) >= UNEVEN * statistics.range(narrowest)) {
            say(
                    port,
                    "their ranges differ: " + number(statistics.range(narrowest)) + " for " + name(names, narrowest)
                            + ", " + number(statistics.range(widest)) + " for " + name(names, widest));
        } else if (size(statistics, largest) > LARGE || widest >= 0 && size(statistics, largest) < 1 / LARGE) {
            say(
                    port,
                    "numbers go from " + number(statistics.least()[largest]) + " to "
                            + number(statistics.most()[largest]) + " for " + name(names, largest));
        }
    }

    private static double size(FeatureStatistics statistics, int feature) {
        return Math.max(
                Math.abs(statistics.least()[feature]), Math.abs(statistics.most()[feature]));
    }

    private static String name(List<String> names, int feature) {
        return feature < names.size() ? Names.shortened(names.get(feature)) : "feature " + feature;
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.4g", number);
    }

    private void say(ScaledPort port, String finding) {
        console.err()
                .println("warning: the " + port.title() + " of " + model
                        + (port.isInput() && !port.several() ? " are" : " is") + " not scaled, and " + finding
                        + ";\n  training needs numbers of about 1: --standardise learns how to scale them");
    }
}
