package dev.lamina.cli;

import dev.lamina.cli.command.CommandRunner;
import dev.lamina.cli.command.ReplVerb;
import dev.lamina.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs short verbs so that the JVM archives the classes they load; the launcher runs this once, users never do. */
final class SharedClasses {

    private static final String MODEL = """
            model Small(classes = 3) {
                input image: image[1, 8, 8]
                conv(2, kernel = 3)  relu
                maxpool(2)
                flatten
                fc(classes)
                loss cross_entropy
            }
            """;

    private SharedClasses() {}

    /** Runs the verbs on a small model; prints nothing. */
    public static void main(String[] arguments) throws IOException {
        run("check", "-");
        run("check", "--json", "-");
        run("summary", "-");
        run("fmt", "-");
        run("fc"); // no verb: the class of its message is wanted too
        run("repl", "-e", "input x: vector[4]", "-e", "fc(3)", "-e", "fc(", "-e", ":summary");
        ReplVerb.talk(quiet(InputStream.nullInputStream()), true);
    }

    private static void run(String... line) {
        CommandRunner.run(quiet(new ByteArrayInputStream(MODEL.getBytes(StandardCharsets.UTF_8))), line);
    }

    private static Console quiet(InputStream in) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Console(in, nowhere, nowhere, false, Map.of("HOME", System.getProperty("java.io.tmpdir")));
    }
}
