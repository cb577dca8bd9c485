package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The lines of a text. */
class TextLinesTest {
    private static List<String> lines(Reader in) throws IOException {
        TextLines lines = new TextLines(in);
        List<String> all = new ArrayList<>();
        for (String line = lines.next(() -> "here"); line != null; line = lines.next(() -> "here")) {
            all.add(line);
        }
        return all;
    }

    /** Gives a few characters at a time. */
    private static Reader inPieces(String text, Random random) {
        return new StringReader(text) {
            @Override
            public int read(char[] into, int from, int length) throws IOException {
                return super.read(into, from, Math.min(length, 1 + random.nextInt(4)));
            }
        };
    }

    @Test
    void theyAreThoseOfTheJdk() throws IOException {
        Random random = new Random(3);
        for (int trial = 0; trial < 2000; trial++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append("ab\n\r\n".charAt(random.nextInt(5)));
            }
            List<String> expected = new BufferedReader(new StringReader(text.toString()))
                    .lines()
                    .toList();
            assertEquals(
                    expected,
                    lines(inPieces(text.toString(), random)),
                    text.toString().replace("\n", "N").replace("\r", "R"));
        }
    }

    @Test
    void oneThatIsTooLongIsRefusedBeforeItIsRead() {
        Reader endless = new Reader() {
            @Override
            public int read(char[] into, int from, int length) {
                Arrays.fill(into, from, from + length, '{');
                return length;
            }

            @Override
            public void close() {}
        };
        DataException refused = assertThrows(DataException.class, () -> lines(endless));
        assertEquals("here: this line has more than 16777216 characters", refused.getMessage());
    }
}
