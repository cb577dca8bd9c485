package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Target;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the code of a model that runs in this JVM. */
final class CodeOptions {

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "vector: code for the Vector API (default where Java compiles it); scalar: plain Java.")
    private Optional<Target> target = Optional.empty();

    @Mixin
    private PassOptions passes = new PassOptions();

    /** The compiler options for this JVM, which may have been started without the Vector API. */
    Options toRun(Options options, Console console) {
        if (target.isPresent() && !target.get().isAvailable()) {
            throw new Failure("the target vector needs Java to be started with --add-modules jdk.incubator.vector");
        }
        if (target.isEmpty()) {
            Target.whyScalar().ifPresent(why -> console.err().println("note: " + why + ", so the target is scalar"));
        }
        return passes.of(options).withTarget(target.orElse(options.target()));
    }
}
