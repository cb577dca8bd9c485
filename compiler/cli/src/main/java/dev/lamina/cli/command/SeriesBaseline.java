package dev.lamina.cli.command;

import dev.lamina.cli.console.Text;
import dev.lamina.cli.data.Samples;
import dev.lamina.cli.data.Windows;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Preprocessing;
import java.util.Optional;

/**
 * The root mean squared error of a forecast that repeats the last known value of a series, which a network must stay below to have learnt
 * anything: networks that are trained on a random walk come close to it from above.
 */
record SeriesBaseline(double error) {

    /** Of held-out windows; empty if what is to be told is not among the inputs, or is told at each step. */
    static Optional<SeriesBaseline> of(Samples held, Preprocessing names, Optional<Windows> windows) {
        int targets = held.targetSize();
        boolean known = targets > 0
                && held.rows() == 1
                && names.targets().size() == targets
                && names.columns().containsAll(names.targets());
        if (windows.isEmpty() || !known) {
            return Optional.empty();
        }
        int[] places = new int[targets];
        float[] input = new float[held.inputSize()];
        for (int i = 0; i < targets; i++) {
            int before = input.length - names.columns().size(); // of a sequence, the steps before the last one
            places[i] = before + names.columns().indexOf(names.targets().get(i));
        }
        double squares = 0;
        float[] target = new float[targets];
        for (int sample = 0; sample < held.count(); sample++) {
            held.gatherInputs(new int[] {sample}, 0, 1, NetworkInput.of(input));
            held.gatherTargets(new int[] {sample}, 0, 1, target);
            for (int i = 0; i < targets; i++) {
                double difference = target[i] - input[places[i]];
                squares += difference * difference;
            }
        }
        return Optional.of(new SeriesBaseline(Math.sqrt(squares / held.count() / targets)));
    }

    /** The line below the figures of the network. */
    String text() {
        return "baseline: root mean squared error " + Text.loss(error) + ", of a forecast that repeats the last value";
    }

    /** A warning if the network, with this error, is not better; else empty. */
    Optional<String> warning(double network) {
        return network >= error
                ? Optional.of(
                        "a forecast that repeats the last value of the series is no worse than the network; more"
                                + " epochs, another rate or --standardise may help, or the differences from row to row as inputs and target")
                : Optional.empty();
    }
}
