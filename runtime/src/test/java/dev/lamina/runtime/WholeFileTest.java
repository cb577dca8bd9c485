package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a file is replaced as a whole or not at all. */
class WholeFileTest {
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("weights");
    }

    @Test
    void aNewFileIsCreated() throws IOException {
        WholeFile.replace(file, out -> out.write(NEW));
        assertEquals("new", Files.readString(file));
        assertAlone();
    }

    @Test
    void theOldContentStandsUntilTheNewIsComplete() throws IOException {
        Files.writeString(file, "old");
        WholeFile.replace(file, out -> {
            out.write(NEW);
            assertEquals("old", Files.readString(file));
        });
        assertEquals("new", Files.readString(file));
        assertAlone();
    }

    @Test
    void aFailureLeavesTheOldContentAndNothingElse() throws IOException {
        Files.writeString(file, "old");
        WeightsException e = assertThrows(
                WeightsException.class,
                () -> WholeFile.replace(file, out -> {
                    out.write(NEW);
                    throw new IOException("No space left on device");
                }));
        assertEquals(file + ": cannot be written: No space left on device", e.getMessage());
        assertThrows(
                IllegalStateException.class,
                () -> WholeFile.replace(file, out -> {
                    throw new IllegalStateException("a bug");
                }));
        assertEquals("old", Files.readString(file));
        assertAlone();
    }

    @Test
    void aMissingFolderIsNamed() {
        Path lost = folder.resolve("missing").resolve("weights");
        WeightsException e = assertThrows(WeightsException.class, () -> WholeFile.replace(lost, out -> {}));
        assertTrue(e.getMessage().startsWith(lost + ": cannot be written: "), e::getMessage);
        assertTrue(e.getMessage().endsWith(" does not exist"), e::getMessage);
    }

    @Test
    void aFolderIsNotReplaced() throws IOException {
        Files.createDirectory(file);
        WeightsException e = assertThrows(WeightsException.class, () -> WholeFile.replace(file, out -> {}));
        assertEquals(file + ": is not a regular file, so it is not written to", e.getMessage());
        assertTrue(Files.isDirectory(file));
    }

    @Test
    void aSymbolicLinkKeepsPointingAtTheFile() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "old");
        try {
            Files.createSymbolicLink(file, target);
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "no symbolic links here: " + e);
        }
        WholeFile.replace(file, out -> out.write(NEW));
        assertTrue(Files.isSymbolicLink(file));
        assertEquals("new", Files.readString(target));
    }

    private void assertAlone() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }
}
