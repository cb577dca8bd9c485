package dev.lamina.cli.command;

import dev.lamina.compiler.Options;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the model of a file and the values of its parameters. */
final class ModelOptions {

    @Option(names = "-D", paramLabel = "NAME=VALUE", description = "Set a parameter of the model, as in -D classes=26.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The model that is meant, when the file holds several.")
    private Optional<String> model = Optional.empty();

    Options options() {
        Options options = Options.defaults().withParameters(parameters);
        return model.map(options::withModel).orElse(options);
    }
}
