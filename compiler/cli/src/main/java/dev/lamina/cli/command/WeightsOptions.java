package dev.lamina.cli.command;

import dev.lamina.runtime.WeightsSource;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options for reading weights that differ from what the model needs. */
final class WeightsOptions {

    @Option(
            names = "--weights-prefix",
            paramLabel = "P",
            defaultValue = "",
            description = "What tensors are called in the file of weights before the model's names, such as module.")
    private String prefix;

    @Option(
            names = "--ignore-extra-tensors",
            description = "Leave out tensors in the file of weights that the model does not need.")
    private boolean ignoresExtraTensors;

    @Option(
            names = "--ignore-layers",
            description = "Take weights that were trained with other layers, such as tanh for relu, if all shapes fit.")
    private boolean ignoresLayers;

    @Option(
            names = "--ignore-checksums",
            description =
                    "Take weights that another program changed on purpose while it kept the notes of their checksums.")
    private boolean ignoresChecksums;

    /** The source of a file of weights, with these options. */
    WeightsSource of(Path file) {
        WeightsSource source = WeightsSource.of(file).withPrefix(prefix);
        source = ignoresExtraTensors ? source.ignoringExtraTensors() : source;
        source = ignoresChecksums ? source.ignoringChecksums() : source;
        return ignoresLayers ? source.ignoringLayers() : source;
    }
}
