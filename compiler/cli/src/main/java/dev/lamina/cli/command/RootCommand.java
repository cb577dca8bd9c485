package dev.lamina.cli.command;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command itself; without a verb it shows its help. */
@Command(
        name = "lamina",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.VersionText.class,
        description = "Compiles models of neural networks to plain Java classes, trains and runs them.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExample:%n",
        footer = {
            "  lamina train digits.lamina --data digits.csv.gz --scale 16",
            "",
            "Each verb has more: lamina help train, or lamina train --help",
            "Exit codes: 0 fine, 1 something is wrong with input or output, 2 with the command line, 70 with lamina itself."
        })
final class RootCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The version that the build wrote into the jar. */
    static final class VersionText implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(RootCommand.class.getPackage().getImplementationVersion())
                    .orElse("(not packaged)");
            return new String[] {
                "lamina " + version,
                "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")"
            };
        }
    }
}
