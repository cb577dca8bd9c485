package dev.lamina.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.source.Printable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Text on its way to a terminal. */
class TerminalOutputTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TerminalOutput out = new TerminalOutput(bytes);

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void controlCharactersArePrintedAsEscapes() {
        out.print("a\u001b[31mb\u0007\u0000\u007f\u0085\u202ec\u2066\u061c\u2028");
        assertEquals("a\\u001b[31mb\\u0007\\u0000\\u007f\\u0085\\u202ec\\u2066\\u061c\\u2028", printed());
    }

    @Test
    void textOfAnyScriptIsLeftAlone() {
        String text = "Größe 漢字 עברית \ud83d\udc69\u200d\ud83d\udcbb – “x” €\n\tlast\r\n";
        out.print(text);
        assertEquals(text, printed());
    }

    @Test
    void coloursGetThroughWhereTheyAreWantedAndNothingElseDoes() {
        out.allowSequences();
        TerminalOutput.printStyled(out, "\u001b[1;31mred\u001b[0m\r\u001b[K\u001b[2J\u001b]0;x\u0007\u001b");
        assertEquals("\u001b[1;31mred\u001b[0m\r\u001b[K\\u001b[2J\\u001b]0;x\\u0007\\u001b", printed());
    }

    @Test
    void coloursOfOtherTextNeverGetThrough() {
        TerminalOutput.printStyled(out, "\u001b[1mnot wanted");
        out.allowSequences();
        TerminalOutput.printStyled(out, "\u001b[1mown");
        out.print("\u001b[31mof a file\r\u001b[K");
        assertEquals("\\u001b[1mnot wanted\u001b[1mown\\u001b[31mof a file\\u000d\\u001b[K", printed());
    }

    @Test
    void piecesMayEndAnywhere() {
        byte[] text = "a\u202eb\u00fc\u0085漢\u2029\ud83d\udc69 \u001b€".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        for (int trial = 0; trial < 200; trial++) {
            bytes.reset();
            int at = 0;
            while (at < text.length) {
                int length = Math.min(text.length - at, 1 + random.nextInt(4));
                out.write(text, at, length);
                at += length;
            }
            out.flush();
            assertEquals("a\\u202ebü\\u0085漢\\u2029\ud83d\udc69 \\u001b€", printed());
        }
    }

    @Test
    void bytesThatAreNoTextStayAsTheyAre() {
        byte[] broken = {'a', (byte) 0xE2, 'b', (byte) 0xC2, (byte) 0xC2, 'c', (byte) 0xFF};
        out.write(broken, 0, broken.length);
        out.flush();
        assertEquals(new String(broken, StandardCharsets.UTF_8), printed());
    }

    @Test
    void aStreamIsNotEscapedTwice() {
        TerminalOutput.of(TerminalOutput.of(new PrintStream(bytes, true, StandardCharsets.UTF_8)))
                .print("\u0007");
        assertEquals("\\u0007", printed());
    }

    @Test
    void aNameIsOneLine() {
        assertEquals("a\\nerror: b\\t\\u001b", Printable.line("a\nerror: b\t\u001b"));
        assertEquals("a\\nb: wrong\n  is it c?", Printable.message("a\nb: wrong\n  is it c?"));
    }
}
