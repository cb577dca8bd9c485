package dev.lamina.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files appear as a whole or not at all. */
class OutputFileTest {

    private static final String OLD = "old\n".repeat(300_000);
    private static final String NEW = "new\n".repeat(300_000);

    @TempDir
    private Path folder;

    @Test
    void neverShowsHalfAFile() throws Exception {
        Path file = folder.resolve("a.txt");
        OutputFile.write(file, OLD);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> alwaysWhole(file, over));
        for (int i = 0; i < 20; i++) {
            OutputFile.write(file, i % 2 == 0 ? NEW : OLD);
        }
        over.set(true);
        assertTrue(reader.get());
        assertEquals(Set.of("a.txt"), names());
    }

    @Test
    void makesTheFoldersAbove() throws IOException {
        Path file = folder.resolve("x").resolve("y").resolve("a.txt");
        OutputFile.write(file, "text");
        assertEquals("text", Files.readString(file));
    }

    @Test
    void writesThroughALink() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), OLD);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        OutputFile.write(link, NEW);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(NEW, Files.readString(file));
    }

    @Test
    void refusesToReplaceAFolder() throws IOException {
        Path file = Files.createDirectory(folder.resolve("a"));
        Failure failure = assertThrows(Failure.class, () -> OutputFile.write(file, NEW));
        assertEquals(file + ": it is a folder, not a file", failure.getMessage());
        assertEquals(Set.of("a"), names());
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), OLD);
        IOException failure = assertThrows(IOException.class, () -> OutputFile.write(file.resolve("b"), NEW));
        assertEquals(file + ": it is a file, not a folder", FileErrors.sentence(failure));
        assertEquals(OLD, Files.readString(file));
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static boolean alwaysWhole(Path file, AtomicBoolean over) {
        while (!over.get()) {
            try {
                String text = Files.readString(file);
                if (!text.equals(OLD) && !text.equals(NEW)) {
                    return false;
                }
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
