package dev.lamina.cli.command;

import dev.lamina.compiler.Fusion;
import dev.lamina.compiler.Options;
import picocli.CommandLine.Option;

/** Options for the passes of the compiler. */
final class PassOptions {

    @Option(
            names = "--fuse",
            paramLabel = "none|all",
            defaultValue = "ALL",
            description = "Whether layers are fused; the numbers are the same.")
    private Fusion fusion;

    @Option(
            names = "--verify",
            description = "Check the compiler's work after each pass and each step of the schedule.")
    private boolean verify;

    Options of(Options options) {
        return options.withFusion(fusion).withVerify(verify);
    }
}
