package dev.lamina.cli;

import dev.lamina.compiler.Fusion;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Target;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What kind of code to make of a model. */
final class CodeOptions {

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "vector: code for the Vector API (default); scalar: plain Java.")
    private Optional<Target> target = Optional.empty();

    @Option(
            names = "--fuse",
            paramLabel = "none|all",
            defaultValue = "ALL",
            description = "Whether layers are fused; the numbers are the same.")
    private Fusion fusion;

    @Option(names = "--verify", description = "Check the compiler's work after each pass.")
    private boolean verify;

    /** Options for code that is to be written to a file. */
    Options toWrite(Options options) {
        return options.withTarget(target.orElse(Target.VECTOR))
                .withFusion(fusion)
                .withVerify(verify);
    }

    /** Options for code that is to run in this JVM, which may have been started without the Vector API. */
    Options toRun(Options options, Console console) {
        if (target.isPresent() && !target.get().isAvailable()) {
            throw new Failure("the target vector needs Java to be started with --add-modules jdk.incubator.vector");
        }
        if (target.isEmpty() && !Target.VECTOR.isAvailable()) {
            console.err()
                    .println(
                            "note: Java was started without --add-modules jdk.incubator.vector, so the target is scalar");
        }
        return toWrite(options).withTarget(target.orElse(options.target()));
    }
}
