package dev.lamina.cli.repl;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/** Lines from a terminal, with history, completion, and several lines where a bracket is open. */
final class TerminalLines {
    private static final String PROMPT = "lamina> ";

    private final Session session;
    private final String historyFile;

    TerminalLines(Session session, String historyFile) {
        this.session = session;
        this.historyFile = historyFile;
    }

    /** Passes on each line, until there are no more or {@code answer} returns false. */
    void forEach(Predicate<String> answer) throws IOException {
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).dumb(true).build()) {
            if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
                // Such a terminal is only a pair of streams: without this Ctrl-C would end the process, which holds the
                // model.
                Signals.register(Terminal.Signal.INT.name(), () -> terminal.raise(Terminal.Signal.INT));
            }
            if (terminal.getWidth() == 0) {
                terminal.setSize(new Size(80, 24)); // a terminal that does not say would never show the prompt
            }
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .appName("lamina")
                    .parser(new Brackets())
                    .completer((line, parsed, candidates) -> complete(parsed, candidates))
                    .variable(LineReader.HISTORY_FILE, historyFile)
                    .variable(LineReader.SECONDARY_PROMPT_PATTERN, "   ...> ")
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .option(LineReader.Option.INSERT_TAB, false)
                    .build();
            boolean more = true;
            while (more) {
                more = next(reader, session.open(), line -> interruptibly(terminal, answer, line));
            }
        }
    }

    /** @param open what was typed before a question within it, to be typed on */
    private static boolean next(LineReader reader, String open, Predicate<String> answer) {
        try {
            return answer.test(reader.readLine(PROMPT, null, (Character) null, open));
        } catch (UserInterruptException lineGivenUp) {
            return true;
        } catch (EndOfFileException end) {
            return false;
        }
    }

    /** Lets Ctrl-C interrupt the answer instead of ending the process, which holds the model. */
    private static boolean interruptibly(Terminal terminal, Predicate<String> answer, String line) {
        Thread busy = Thread.currentThread();
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> busy.interrupt());
        try {
            return answer.test(line);
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
            Thread.interrupted();
        }
    }

    private void complete(ParsedLine line, List<Candidate> candidates) {
        String before = line.line().substring(0, line.cursor());
        for (String word : Completions.of(before, session)) {
            boolean whole = Character.isLetterOrDigit(word.charAt(word.length() - 1)) && !inCall(before);
            candidates.add(new Candidate(word, word.strip(), null, null, null, null, whole));
        }
    }

    /** Whether the cursor is within a call: then a comma or a parenthesis follows, not a space. */
    private static boolean inCall(String before) {
        return before.lastIndexOf('(') > before.lastIndexOf(')');
    }

    /** Asks for another line while a bracket is open; splits words for completion. */
    private static final class Brackets extends DefaultParser {
        Brackets() {
            setEscapeChars(new char[0]);
            setQuoteChars(new char[0]);
        }

        @Override
        public boolean isDelimiterChar(CharSequence buffer, int position) {
            return " \t\n(),[]{}".indexOf(buffer.charAt(position)) >= 0;
        }

        @Override
        public ParsedLine parse(String line, int cursor, Parser.ParseContext context) {
            if (context == Parser.ParseContext.ACCEPT_LINE && Session.isUnfinished(line)) {
                throw new EOFError(-1, cursor, "a bracket is open");
            }
            return super.parse(line, cursor, context);
        }
    }
}
