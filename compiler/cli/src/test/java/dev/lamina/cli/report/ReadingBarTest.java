package dev.lamina.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How far the reading of a file has come. */
class ReadingBarTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long now;

    @Test
    void tellsShareSpeedAndTimeLeftOnATerminal() {
        try (ReadingBar bar = bar(true)) {
            now = 2_000_000_000L;
            bar.read(250_000_000, 1_000_000_000);
            assertEquals("\r\u001b[Kreading data.csv  25 %  125 MB/s  0:06 left", printed());
            bar.read(250_000_001, 1_000_000_000);
            assertEquals("\r\u001b[Kreading data.csv  25 %  125 MB/s  0:06 left", printed());
        }
        assertEquals("\r\u001b[Kreading data.csv  25 %  125 MB/s  0:06 left\r\u001b[K", printed());
    }

    @Test
    void saysNothingOfFilesThatAreReadAtOnceNorWithoutATerminal() {
        try (ReadingBar bar = bar(true)) {
            now = 400_000_000L;
            bar.read(999, 1000);
        }
        try (ReadingBar bar = bar(false)) {
            now = 9_000_000_000L;
            bar.read(999, 1000);
        }
        assertEquals("", printed());
    }

    private ReadingBar bar(boolean terminal) {
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                Map.of());
        return new ReadingBar(console, Path.of("folder", "data.csv"), () -> now);
    }

    private String printed() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
