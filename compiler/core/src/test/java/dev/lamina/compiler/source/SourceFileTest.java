package dev.lamina.compiler.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceFileTest {
    private final Diagnostics log = new Diagnostics();

    @TempDir
    Path folder;

    @Test
    void linesAndColumnsAreCountedFromOne() {
        SourceFile file = new SourceFile("a.lamina", "model\n  A {\r\n}");
        assertEquals(3, file.lines());
        assertEquals("a.lamina:1:1", file.span(0, 5).toString());
        assertEquals("a.lamina:2:3", file.span(8, 9).toString());
        assertEquals("a.lamina:3:2", file.span(14, 14).toString());
        assertEquals("  A {", file.lineText(2));
    }

    @Test
    void aColumnIsACharacterAndNotHalfOfOne() {
        SourceFile file = new SourceFile("a.lamina", "\uD83D\uDE00\uD83D\uDE00 x");
        assertEquals(4, file.column(5));
    }

    @Test
    void aSpanOutsideOfTheTextIsABug() {
        SourceFile file = new SourceFile("a.lamina", "model");
        assertThrows(IllegalArgumentException.class, () -> file.span(3, 6));
        assertThrows(IllegalArgumentException.class, () -> file.span(3, 2));
    }

    @Test
    void aFileIsReadUnderTheNameItWasGiven() throws IOException {
        Path path = Files.writeString(folder.resolve("a.lamina"), "\uFEFFmodel \u00E9");
        SourceFile file = SourceFile.read(path, log).orElseThrow();
        assertEquals(path.toString(), file.name());
        assertEquals("model \u00E9", file.text());
        assertTrue(log.isEmpty());
    }

    @Test
    void aMissingFileAndADirectoryAreReported() {
        assertTrue(SourceFile.read(folder.resolve("none.lamina"), log).isEmpty());
        assertTrue(SourceFile.read(folder, log).isEmpty());
        assertEquals(2, log.errors());
        assertTrue(log.sorted().stream().allMatch(each -> each.code() == Code.E0120));
    }

    @Test
    void bytesThatAreNoTextAreReportedWithTheirPlace() throws IOException {
        Path path = Files.write(folder.resolve("a.lamina"), new byte[] {'m', 'o', (byte) 0xC3, 'x'});
        assertTrue(SourceFile.read(path, log).isEmpty());
        Diagnostic only = log.sorted().get(0);
        assertEquals(Code.E0121, only.code());
        assertTrue(only.message().contains("byte 2"), only.message());
    }

    @Test
    void anEndlessStreamIsRefusedAfterTheLimit() {
        InputStream endless = new InputStream() {
            private long given;

            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                given += length;
                if (given > 2L * SourceFile.MAX_BYTES) {
                    throw new IOException("read far beyond the limit");
                }
                return length;
            }
        };
        assertTrue(SourceFile.read("-", endless, log).isEmpty());
        assertEquals(Code.E0122, log.sorted().get(0).code());
    }

    @Test
    void theLargestFileIsRead() {
        byte[] bytes = "x".repeat(SourceFile.MAX_BYTES).getBytes(StandardCharsets.UTF_8);
        assertTrue(SourceFile.read("-", new ByteArrayInputStream(bytes), log).isPresent());
    }
}
