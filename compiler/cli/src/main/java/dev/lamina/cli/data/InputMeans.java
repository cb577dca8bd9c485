package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Scaling;
import java.util.Arrays;
import java.util.List;

/** The mean of each input feature: the offset of standardised inputs, which the weights keep. */
public final class InputMeans {

    /** Why there is no mean. */
    static final String NONE = "--missing mean needs the means that --standardise learns and that the weights keep";

    private InputMeans() {}

    /** The mean of each feature; throws if the weights have none. */
    public static float[] of(Scaling input, String file) {
        if (!areThere(input)) {
            throw new DataException(file, NONE);
        }
        return input.offset();
    }

    private static boolean areThere(Scaling input) {
        return !input.isNone() && !isDivision(input);
    }

    /** The means of all numbers of several inputs, one input after the other; NaN where the weights have none. */
    static float[] ofPorts(SamplePorts ports, List<ScaledPort> scaled, Preprocessing weights) {
        float[] means = new float[ports.inputSize()];
        Arrays.fill(means, Float.NaN);
        int from = 0;
        for (int number = 0; number < ports.inputs().size(); number++) {
            int size = ports.inputs().get(number).size();
            for (ScaledPort port : scaled) {
                if (port.number() == number && areThere(port.in(weights))) {
                    fill(means, from, size, port.in(weights).offset(), port.inner());
                }
            }
            from += size;
        }
        return means;
    }

    private static void fill(float[] means, int from, int size, float[] each, int inner) {
        for (int i = 0; i < size; i++) {
            means[from + i] = each[i / inner % each.length];
        }
    }

    /** Whether numbers are only divided; the offset is then 0, while a mean of 0 is written as -0. */
    public static boolean isDivision(Scaling scaling) {
        return !scaling.isNone() && scaling.equals(Scaling.dividedBy(scaling.divisor()[0]));
    }
}
