package dev.lamina.cli;

import dev.lamina.cli.command.CommandRunner;
import dev.lamina.cli.command.ReplVerb;
import dev.lamina.cli.console.Console;
import java.io.IOException;

/** Entry of the {@code lamina} command. */
public final class Main {

    private Main() {}

    /** Runs the command of this process and ends it. */
    public static void main(String[] arguments) throws IOException {
        System.setProperty("java.awt.headless", "true"); // a loss curve needs no window, nor an icon that bounces
        Console console = Console.system();
        if (arguments.length == 1 && arguments[0].equals("repl") && console.terminal() && Console.typed()) {
            // To set up all verbs would be half of the time that its first prompt takes.
            System.exit(ReplVerb.talk(console, console.colourful()));
        }
        System.exit(CommandRunner.run(console, arguments));
    }
}
