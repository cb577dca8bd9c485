package dev.lamina.cli.repl;

import dev.lamina.cli.console.TerminalOutput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Feeds a session with lines from options, a stream or a terminal, and prints its answers. */
public final class Repl {
    private final Session session;
    private final PrintStream out;
    private final PrintStream err;
    private boolean failed;

    public Repl(Session session, PrintStream out, PrintStream err) {
        this.session = session;
        this.out = out;
        this.err = err;
    }

    /** Whether all lines so far were without errors. */
    public boolean isFine() {
        return !failed;
    }

    /** Answers the lines of the options. */
    public void lines(List<String> lines) {
        for (String line : lines) {
            if (!answer(line)) {
                return;
            }
        }
    }

    /** Answers the lines of a pipe or a file; lines after an open bracket belong to it. */
    public void stream(InputStream in) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        StringBuilder open = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            boolean ends = Session.mayGoOn(open.toString()) && !Session.isShortcut(line);
            if (ends && !answered(open)) {
                return;
            }
            open.append(line);
            String whole = open.toString();
            if (Session.isUnfinished(whole) || Session.mayGoOn(whole)) {
                open.append('\n');
            } else if (!answered(open)) {
                return;
            }
        }
        if (!open.isEmpty()) {
            answer(open.toString());
        }
    }

    /** Answers lines that belong together, and leaves those that are still open after it. */
    private boolean answered(StringBuilder lines) {
        String whole = lines.toString();
        lines.setLength(0);
        boolean goesOn = answer(whole);
        lines.append(session.open());
        return goesOn;
    }

    /** Answers what a user types at a terminal; {@code show} prints the answers, long ones page by page. */
    public void terminal(String historyFile, Consumer<String> show) throws IOException {
        new TerminalLines(session, historyFile).forEach(line -> answer(line, show));
    }

    /** Answers a line; returns false if the session is over. */
    private boolean answer(String line) {
        return answer(line, out::print);
    }

    private boolean answer(String line, Consumer<String> show) {
        Response response = session.respond(line);
        failed |= response.failed();
        TerminalOutput.printStyled(err, response.err());
        show.accept(response.out());
        out.flush();
        return !response.ended() && !out.checkError(); // an answer that nobody sees is the last
    }
}
