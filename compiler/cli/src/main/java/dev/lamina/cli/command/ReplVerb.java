package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Pager;
import dev.lamina.cli.repl.Repl;
import dev.lamina.cli.repl.Session;
import dev.lamina.compiler.source.Printable;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lamina repl}: answers each line of a model that is typed with its shapes. */
@Command(
        name = "repl",
        description = {
            "Type a model line by line: shapes, parameters and work of each layer at once.",
            "The command :help lists more."
        },
        footerHeading = "%nExample:%n",
        footer = "  lamina repl -e 'input x: image[1, 28, 28]' -e 'conv(6, kernel = 5)' -e ':why'")
public final class ReplVerb extends Verb {

    @Option(
            names = {"-e", "--execute"},
            paramLabel = "LINE",
            description = "Answer this line instead of asking for lines; may be given several times.")
    private List<String> lines = List.of();

    ReplVerb(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        if (lines.isEmpty() && console.terminal() && Console.typed()) {
            return talk(console, colour());
        }
        Repl repl =
                new Repl(new Session(new ReplVerbs(console), colour(), console.width()), console.out(), console.err());
        if (lines.isEmpty()) {
            repl.stream(console.in());
        } else {
            repl.lines(lines);
        }
        return repl.isFine() ? ExitCode.FINE : ExitCode.INPUT;
    }

    /** Runs a session with a user at the terminal. */
    public static int talk(Console console, boolean colour) throws IOException {
        console.out().println("Lamina: type a model line by line, :help for more, :quit to leave.");
        String home = console.environment().getOrDefault("HOME", System.getProperty("user.home"));
        new Repl(new Session(new ReplVerbs(console), colour, console.width()), console.out(), console.err())
                .terminal(home + "/.lamina_history", text -> Pager.print(console, Printable.text(text)));
        return ExitCode.FINE;
    }
}
