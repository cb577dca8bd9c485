package dev.lamina.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Shows a text that is longer than the terminal page by page, with the user's pager. */
public final class Pager {
    private Pager() {}

    /** Prints a text of the command, perhaps with colours, in which that of files is escaped; if a person watches and it is longer than the terminal, with {@code $PAGER}, which is {@code less} by default. */
    public static void print(Console console, String text) {
        if (!console.cursor() || text.lines().count() < console.lines() || !shown(console, text)) {
            TerminalOutput.printStyled(console.out(), text);
        }
    }

    private static boolean shown(Console console, String text) {
        String pager = console.environment().getOrDefault("PAGER", "less -FRX");
        if (pager.isBlank() || pager.equals("cat")) {
            return false;
        }
        try {
            Process process = new ProcessBuilder(
                            new ArrayList<>(List.of(pager.strip().split("\\s+"))))
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException closedByTheReader) {
                // whoever quits the pager has seen enough
            }
            process.waitFor();
            return true;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
