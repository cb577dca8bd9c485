package dev.lamina.cli.train;

import dev.lamina.cli.data.SamplePorts;
import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.LossFunction;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Scaling;

/** The errors of one output of a network, summed over the samples seen so far. */
abstract class Tally implements OutputConsumer {
    final Samples samples;
    final int output;
    final Form form;

    /** How many rows of labels or of the target there were. */
    int count;

    /** For how many of them an output is NaN. */
    int unclear;

    /**
     * The form of an output.
     *
     * @param classes the number of classes; 0 if there is a target
     * @param answers the labels of a sample, or the floats of its target
     * @param rows the rows of labels or of the target that a sample has: one, or one for each step
     * @param loss what compares it with the labels or the target
     */
    record Form(int classes, int answers, int rows, boolean everyStep, LossFunction loss) {
        /** The labels or numbers of one row. */
        int each() {
            return answers / rows;
        }
    }

    Tally(Samples samples, int output, Form form) {
        this.samples = samples;
        this.output = output;
        this.form = form;
    }

    /**
     * For a network with one output.
     *
     * @param areas whether to measure the areas under the curves of classes too, for which all scores are kept
     */
    static Tally of(Network network, Samples samples, boolean areas) {
        boolean labelled = samples.labelled();
        int size = network.outputSize();
        Form form = new Form(
                labelled ? size / samples.labelSize() : 0,
                labelled ? samples.labelSize() : size,
                samples.rows(),
                samples.rows() > 1,
                samples.loss());
        Preprocessing trained = network.parameters().preprocessing();
        if (labelled) {
            return new ClassTally(samples, 0, form, LossWeights.of(form.loss(), form.classes(), trained), areas);
        }
        int inner = network.parameters().architecture().outputInner();
        return form.loss().isBinary()
                ? new BinaryTally(
                        samples,
                        0,
                        form,
                        LossWeights.of(form.loss(), form.each() / inner, trained),
                        trained.target(),
                        areas)
                : new NumberTally(samples, 0, form, trained.target(), inner);
    }

    /** For one of several outputs, which a loss reads. */
    static Tally of(SamplePorts.Output port, int output, Network network, Samples samples, boolean areas) {
        Preprocessing trained = network.parameters().preprocessing();
        int rows = port.everyStep() ? samples.steps() : 1;
        Form form = new Form(port.classes(), port.size(), rows, port.everyStep(), port.loss());
        if (port.labelled()) {
            double[] weights = LossWeights.of(port.loss(), port.classes(), Preprocessing.NONE);
            return new ClassTally(samples, output, form, weights, areas);
        }
        int labels = Math.max(1, port.loss().weights().size());
        return port.loss().isBinary()
                ? new BinaryTally(
                        samples,
                        output,
                        form,
                        LossWeights.of(port.loss(), labels, Preprocessing.NONE),
                        Scaling.none(),
                        areas)
                : new NumberTally(
                        samples,
                        output,
                        form,
                        trained.target(port.name()),
                        network.parameters()
                                .architecture()
                                .targets()
                                .get(output)
                                .inner());
    }

    /** The rows of a sample that are not padding. */
    final int ownRows(int sample) {
        return form.everyStep() ? samples.ownSteps(sample) : 1;
    }

    /** How much a sample counts in the loss. */
    final double weight(int sample) {
        return form.loss().weighsSamples() ? samples.weight(sample) : 1;
    }

    abstract Score score();
}
