package dev.lamina.cli.data;

import dev.lamina.runtime.Scaling;

/** The mean of each input feature: the offset of standardised inputs, which the weights keep. */
public final class InputMeans {

    private InputMeans() {}

    /** The mean of each feature; throws if the weights have none. */
    public static float[] of(Scaling input, String file) {
        if (input.isNone() || isDivision(input)) {
            throw new DataException(
                    file, "--missing mean needs the means that --standardise learns and that the weights keep");
        }
        return input.offset();
    }

    /** Whether numbers are only divided; the offset is then 0, while a mean of 0 is written as -0. */
    public static boolean isDivision(Scaling scaling) {
        return !scaling.isNone() && scaling.equals(Scaling.dividedBy(scaling.divisor()[0]));
    }
}
