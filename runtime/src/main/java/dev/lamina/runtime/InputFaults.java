package dev.lamina.runtime;

import java.util.List;

/** What is said of an input that a network cannot compute with. The class is loaded only then. */
final class InputFaults {

    private InputFaults() {}

    /**
     * The exception for a number of a sample.
     *
     * @param at the place in the array
     * @param size the numbers of a sample
     */
    static IllegalArgumentException ofSample(GeneratedNetwork network, String name, float[] given, int at, int size) {
        List<String> columns = network.parameters().preprocessing().columns();
        String column = columns.size() == size ? " (" + WeightsException.plain(columns.get(at % size)) + ")" : "";
        return of(network, name, name + "[" + at / size + ", " + at % size + "]" + column, given[at]);
    }

    /** The exception for a number of a step of a sequence. */
    static IllegalArgumentException ofStep(
            GeneratedNetwork network, String name, float[] given, int at, int steps, int features) {
        int step = at / features;
        return of(
                network, name, name + "[" + step / steps + ", " + step % steps + ", " + at % features + "]", given[at]);
    }

    private static IllegalArgumentException of(GeneratedNetwork network, String name, String place, float given) {
        return Float.isFinite(given)
                ? new IllegalArgumentException(place + " is " + given + ", which is infinite once it is scaled: it is "
                        + network.inputScaling(name))
                : Checks.notFinite(place, given);
    }
}
