package dev.lamina.cli.data;

import dev.lamina.compiler.LossFunction;
import dev.lamina.runtime.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The samples of a file, the names of its columns, and notes for the user.
 *
 * @param names the names of its columns and labels, in the order in which the samples have them; no scaling
 * @param notes what was recognised and what is ignored, a sentence each
 */
public record LoadedSamples(Samples samples, Preprocessing names, List<String> notes) {

    /** Samples of a file without names. */
    static LoadedSamples unnamed(Samples samples) {
        return new LoadedSamples(samples, Preprocessing.NONE, List.of());
    }

    /** The same samples, whose labels or targets a loss compares with the output. */
    LoadedSamples comparedBy(LossFunction loss) {
        return new LoadedSamples(samples.comparedBy(loss), names, notes);
    }

    /** The same samples with one more note, if there is one. */
    LoadedSamples withNote(Optional<String> note) {
        List<String> more = new ArrayList<>(notes);
        note.ifPresent(more::add);
        return new LoadedSamples(samples, names, more);
    }

    /** The same samples with their labels, 0 or 1, as targets. */
    LoadedSamples withLabelsAsTargets() {
        return new LoadedSamples(samples.withLabelsAsTargets(), names, notes);
    }

    /** The same samples with their inputs as targets. */
    LoadedSamples withInputsAsTargets() {
        return new LoadedSamples(
                samples.withInputsAsTargets(), names.withColumns(names.columns(), names.columns()), notes);
    }
}
