package dev.lamina.cli.data;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.WeightsSource;

/**
 * What a network was trained on, as far as that is known.
 *
 * @param preprocessing names and scalings
 * @param known whether the weights say it: new ones and those of other programs do not, so no scaling means nothing there
 */
public record Trained(Preprocessing preprocessing, boolean known) {

    /** Nothing is known. */
    public static final Trained UNKNOWN = new Trained(Preprocessing.NONE, false);

    /** Every file that Lamina writes notes its format. */
    private static final String FORMAT_KEY = "lamina.format";

    /** Of parameters that were read from a file. */
    public static Trained of(Parameters parameters, WeightsSource source) {
        return new Trained(
                parameters.preprocessing(), Safetensors.metadata(source).containsKey(FORMAT_KEY));
    }
}
