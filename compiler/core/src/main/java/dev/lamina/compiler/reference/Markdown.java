package dev.lamina.compiler.reference;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the text of a Markdown page. */
final class Markdown {
    private final StringBuilder text = new StringBuilder();

    Markdown line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** A heading with empty lines around it. */
    Markdown heading(String heading) {
        return line("").line("## " + heading).line("");
    }

    /** A block of text as it is, after an empty line. */
    Markdown block(String block) {
        return line("").line("```text").line(block).line("```");
    }

    /** The head of a table. */
    Markdown columns(String... names) {
        return cells(names).line("|" + "---|".repeat(names.length));
    }

    /** One line of a table. */
    Markdown cells(String... cells) {
        return line(
                Stream.of(cells).map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |")));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
