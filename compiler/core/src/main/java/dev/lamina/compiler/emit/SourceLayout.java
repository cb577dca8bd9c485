package dev.lamina.compiler.emit;

import com.palantir.javapoet.JavaFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lays out the lines of a Java file as a person would: up to 120 characters in a line, short Javadoc in one line, and fields
 * next to each other. JavaPoet breaks lines after 100 characters wherever the text allows it, which splits arguments that belong
 * together, and gives each comment three lines.
 */
final class SourceLayout {
    private static final int WIDTH = 120;
    private static final String CONTINUATION = "        ";

    /** Stands for a space at which no line ends. */
    static final String JOINED = "\u00a0";

    /** Begins a comment that stands behind a statement; above it, if both are too long for a line. */
    static final String BEHIND = " //" + JOINED;

    private final List<String> given;
    private final List<String> lines = new ArrayList<>();

    private SourceLayout(List<String> given) {
        this.given = given;
    }

    /** A text in which no line ends. */
    static String unbroken(Object text) {
        return text.toString().replace(" ", JOINED);
    }

    /** The text of a file. */
    static String print(JavaFile file) {
        return new SourceLayout(file.toString().lines().toList())
                .lines().stream().map(line -> line.replace(JOINED, " ") + "\n").collect(Collectors.joining());
    }

    private List<String> lines() {
        int at = 0;
        while (at < given.size()) {
            at = add(at);
        }
        return lines;
    }

    /** Adds the comment, the statement or the line that begins at a line of the given text; returns where the next one begins. */
    private int add(int at) {
        String line = given.get(at);
        if (isShortComment(at)) {
            String text = line + given.get(at + 1).strip().substring(1) + " */";
            if (text.length() <= WIDTH) {
                lines.add(text);
                return at + 3;
            }
        }
        if (line.isEmpty() && isField(at - 1) && (isField(at + 1) || isShortComment(at + 1) && isField(at + 4))) {
            return at + 1;
        }
        if (line.isEmpty() || isComment(line) || line.strip().startsWith("@")) {
            lines.add(line);
            return at + 1;
        }
        int end = end(at);
        breakLine(joined(at, end));
        return end;
    }

    /** Whether these lines are a Javadoc comment of one line of text. */
    private boolean isShortComment(int at) {
        return at + 2 < given.size()
                && given.get(at).strip().equals("/**")
                && given.get(at + 2).strip().equals("*/");
    }

    private static boolean isComment(String line) {
        String text = line.strip();
        return text.startsWith("/*") || text.startsWith("*") || text.startsWith("//");
    }

    /** Whether a line is a field that needs no other line. */
    private boolean isField(int at) {
        boolean inside = at >= 0 && at < given.size();
        return inside
                && given.get(at).matches("    (private|public static final) .*")
                && given.get(at).endsWith(";");
    }

    private int end(int at) {
        int end = at;
        while (!ends(given.get(end))) {
            end++;
        }
        return end + 1;
    }

    private static boolean ends(String line) {
        return line.endsWith(";") || line.endsWith("{") || line.endsWith("}") || line.contains(BEHIND);
    }

    /** The lines of a statement as one line. Only a line that begins with a call has no space before it. */
    private String joined(int from, int to) {
        StringBuilder text = new StringBuilder(given.get(from));
        for (String next : given.subList(from + 1, to)) {
            String more = next.strip();
            text.append(more.startsWith(".") ? "" : " ").append(more);
        }
        return text.toString();
    }

    /** Adds a statement, broken where it is too long. */
    private void breakLine(String statement) {
        String indent = statement.substring(
                0, statement.length() - statement.stripLeading().length());
        int comment = statement.indexOf(BEHIND);
        if (comment >= 0 && statement.length() > WIDTH) {
            lines.add(indent + statement.substring(comment).strip());
            breakLine(statement.substring(0, comment));
            return;
        }
        String rest = statement;
        while (rest.length() > WIDTH) {
            int place = new LineBreak(rest, WIDTH, indent.length() + CONTINUATION.length()).place();
            if (place < 0) {
                break; // a long string: nothing can be done
            }
            lines.add(rest.substring(0, place).stripTrailing());
            rest = indent + CONTINUATION + rest.substring(place).stripLeading();
        }
        lines.add(rest);
    }
}
