package dev.lamina.cli.data;

import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Preprocessing;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.WeightsSource;

/**
 * The preprocessing that weights were trained with, if they say so.
 *
 * @param preprocessing names and scalings
 * @param known whether they say so: new weights and those of other programs do not, so that the absence of scaling means nothing
 */
public record KnownPreprocessing(Preprocessing preprocessing, boolean known) {

    /** That of new weights. */
    public static final KnownPreprocessing UNKNOWN = new KnownPreprocessing(Preprocessing.NONE, false);

    /** Every file that Lamina writes notes its format. */
    private static final String FORMAT_KEY = "lamina.format";

    /** That of parameters which were read from this source. */
    public static KnownPreprocessing of(Parameters parameters, WeightsSource source) {
        return new KnownPreprocessing(
                parameters.preprocessing(), Safetensors.metadata(source).containsKey(FORMAT_KEY));
    }
}
