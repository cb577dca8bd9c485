package dev.lamina.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Pages on a terminal. */
class MarkdownTextTest {
    private static final String PAGE = """
            # A `title`

            One two three [four](five.md) six `seven eight`.

            ```lamina
            model M {
            ```

            | a | long name |
            |---|---|
            | `b` | c |
            """;

    @Test
    void codeIsIndentedTablesHaveColumnsAndLinesFit() {
        assertEquals("""
                A title

                One two three four
                six `seven eight`.

                    model M {

                a    long name
                `b`  c
                """, MarkdownText.of(PAGE, 21, false));
    }

    @Test
    void aTableIsNoWiderThanTheTerminal() {
        String table = """
                | argument | what it is | default |
                |---|---|---|
                | `padding` | rows and columns of zeros around the image | `0` |
                """;
        assertEquals("""
                argument   what it is             default
                `padding`  rows and columns of    `0`
                           zeros around the
                           image
                """, MarkdownText.of(table, 42, false));
    }

    @Test
    void marksAreEscapeSequencesOnlyInColour() {
        assertTrue(MarkdownText.of(PAGE, 80, true).contains("\u001b[36mseven\u001b[0m"));
        assertTrue(!MarkdownText.of(PAGE, 80, false).contains("\u001b"));
    }
}
