package dev.lamina.cli.data;

import dev.lamina.runtime.Architecture;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Scaling;
import java.util.ArrayList;
import java.util.List;

/**
 * An input of a network, or the target of an output, whose numbers may be scaled.
 *
 * @param name the name of the input or the output
 * @param several whether the network has several inputs or outputs, so that the weights keep the scaling under the name
 * @param isInput whether it is an input
 * @param number its place among the inputs or the outputs
 * @param features how many features have a scaling each
 * @param inner how many neighbouring numbers belong to one feature: the pixels of a channel
 */
public record ScaledPort(String name, boolean several, boolean isInput, int number, int features, int inner) {

    /**
     * The inputs that hold floats.
     *
     * @param only the name of the input if there is one input and one output
     */
    public static List<ScaledPort> inputs(Architecture of, String only) {
        return of.inputs().isEmpty()
                ? one(new ScaledPort(only, false, true, 0, of.inputFeatures(), of.inputInner()))
                : each(of.inputs(), true);
    }

    /**
     * The outputs with a target that may be scaled; one with labels has none.
     *
     * @param only the name of the output if there is one input and one output, which must have a target then
     */
    public static List<ScaledPort> targets(Architecture of, String only) {
        return of.targets().isEmpty()
                ? one(new ScaledPort(only, false, false, 0, of.outputFeatures(), of.outputInner()))
                : each(of.targets(), false);
    }

    private static List<ScaledPort> one(ScaledPort port) {
        return port.features > 0 ? List.of(port) : List.of();
    }

    private static List<ScaledPort> each(List<Architecture.Port> ports, boolean inputs) {
        List<ScaledPort> scaled = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            Architecture.Port port = ports.get(i);
            if (port.features() > 0) {
                scaled.add(new ScaledPort(port.name(), true, inputs, i, port.features(), port.inner()));
            }
        }
        return scaled;
    }

    /** How it is scaled. */
    public Scaling in(Preprocessing known) {
        if (!several) {
            return isInput ? known.input() : known.target();
        }
        return isInput ? known.input(name) : known.target(name);
    }

    /** The same preprocessing with another scaling of this. */
    public Preprocessing in(Preprocessing known, Scaling scaling) {
        if (!several) {
            return isInput ? known.withInput(scaling) : known.withTarget(scaling);
        }
        return isInput ? known.withInput(name, scaling) : known.withTarget(name, scaling);
    }

    /** What it is, before a colon: {@code inputs}, {@code target}, {@code input image}, {@code target boxes}. */
    public String title() {
        return several ? (isInput ? "input " : "target ") + name : isInput ? "inputs" : "target";
    }

    /** The names of its features in a table, where each is a column of its own; none if they are not known. */
    public List<String> columns(Preprocessing known) {
        if (!several) {
            return isInput ? known.columns() : known.targets();
        }
        List<String> columns = new ArrayList<>();
        SamplePorts.addColumns(name, inner == 1 ? features : 0, columns);
        return columns;
    }
}
