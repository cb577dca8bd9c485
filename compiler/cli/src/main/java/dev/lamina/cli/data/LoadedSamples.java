package dev.lamina.cli.data;

import dev.lamina.runtime.Preprocessing;
import java.util.List;

/**
 * The samples of a file and what else it says.
 *
 * @param names the names of its columns and labels, in the order in which the samples have them; no scaling
 * @param notes what was recognised or left out, a sentence each, for people
 */
public record LoadedSamples(Samples samples, Preprocessing names, List<String> notes) {

    /** Samples of a file without names. */
    static LoadedSamples unnamed(Samples samples) {
        return new LoadedSamples(samples, Preprocessing.NONE, List.of());
    }
}
