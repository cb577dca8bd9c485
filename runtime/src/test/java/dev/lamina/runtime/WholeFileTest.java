package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void aLinkToAFileThatIsNotThereYetStaysALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("weights"));
        WholeFile.replace(link, out -> out.write(NEW));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(file));
    }

    @Test
    void aLinkIntoAMissingFolderStaysAndTheFolderIsNamed() throws IOException {
        Path lost = folder.resolve("missing");
        Files.createSymbolicLink(file, lost.resolve("weights"));
        WeightsException e = assertThrows(WeightsException.class, () -> WholeFile.replace(file, out -> {}));
        assertEquals(file + ": cannot be written: " + lost + " does not exist", e.getMessage());
        assertTrue(Files.isSymbolicLink(file));
    }

    @Test
    void linksInACircleAreNoFile() throws IOException {
        Files.createSymbolicLink(file, Path.of("other"));
        Files.createSymbolicLink(folder.resolve("other"), Path.of("weights"));
        WeightsException e = assertThrows(WeightsException.class, () -> WholeFile.replace(file, out -> {}));
        assertEquals(file + ": cannot be written: it is a symbolic link that leads nowhere", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----", "rw-rw-rw-", "rwxr-x--x"})
    void permissionsStay(String permissions) throws IOException {
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        WholeFile.replace(file, out -> out.write(NEW));
        assertEquals("new", Files.readString(file));
        assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void nobodyElseReadsTheNewContentOfAClosedFileWhileItIsWritten() throws IOException {
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        WholeFile.replace(file, out -> {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    assertEquals(
                            "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
                            each::toString);
                }
            }
        });
    }

    @Test
    void aReadOnlyFileStays() throws IOException {
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        WeightsException e = assertThrows(WeightsException.class, () -> WholeFile.replace(file, out -> {}));
        assertEquals(file + ": cannot be written: it is read-only; chmod u+w lets it be replaced", e.getMessage());
        assertEquals("old", Files.readString(file));
        assertAlone();
    }

    @Test
    void whatAnEndedProcessLeftIsRemovedAndWhatIsBeingWrittenStays() throws IOException {
        List<Path> temporaries = new ArrayList<>();
        WholeFile.replace(file, new WholeFile.Content() {
            @Override
            public void temporary(Path fresh) {
                temporaries.add(fresh);
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                WholeFile.removeTemporaries(file);
                assertTrue(Files.exists(temporaries.get(0)), "this one is being written");
            }
        });
        Files.writeString(temporaries.get(0), "as a killed process leaves it");
        Path other = Files.writeString(folder.resolve(".lamina-0-1.tmp"), "of another file");
        WholeFile.removeTemporaries(file);
        assertFalse(Files.exists(temporaries.get(0)));
        assertTrue(Files.exists(other));
    }

    private void assertAlone() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }
}
