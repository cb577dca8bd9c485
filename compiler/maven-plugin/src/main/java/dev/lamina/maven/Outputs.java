package dev.lamina.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of one run: all made in memory first, so that a run with errors leaves everything as it was. */
final class Outputs {
    private final Path base;
    private final SortedMap<Path, byte[]> files = new TreeMap<>();

    Outputs(Path base) {
        this.base = base;
    }

    void addSource(Path folder, String className, String text) {
        add(folder.resolve(className.replace('.', '/') + ".java"), text.getBytes(StandardCharsets.UTF_8));
    }

    void addClass(Path folder, String className, byte[] bytes) {
        add(folder.resolve(className.replace('.', '/') + ".class"), bytes);
    }

    private void add(Path file, byte[] bytes) {
        files.put(file.normalize(), bytes);
    }

    Set<Path> files() {
        return files.keySet();
    }

    /** Writes those that differ from what is there; the time of the others stays, and so nobody compiles them again. */
    int write() throws IOException {
        int written = 0;
        for (var file : files.entrySet()) {
            Path path = file.getKey();
            if (!Files.isRegularFile(path) || !Arrays.equals(Files.readAllBytes(path), file.getValue())) {
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
                written++;
            }
        }
        return written;
    }

    /** Deletes what an earlier run made and neither this one did nor who holds others; anybody else's files stay. */
    int removeVanished(Ledger earlier, Set<Path> held) throws IOException {
        int removed = 0;
        for (Path path : earlier.files(base)) {
            if (!files.containsKey(path) && !held.contains(path) && Files.deleteIfExists(path)) {
                removed++;
                removeEmpty(path.getParent());
            }
        }
        return removed;
    }

    private void removeEmpty(@Nullable Path start) throws IOException {
        @Nullable Path folder = start;
        while (folder != null && !folder.equals(base) && isEmpty(folder)) {
            Files.delete(folder);
            folder = folder.getParent();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        } catch (NotDirectoryException notAFolder) {
            return false;
        }
    }

    SortedMap<String, String> hashes() {
        SortedMap<String, String> hashes = new TreeMap<>();
        files.forEach(
                (path, bytes) -> hashes.put(base.relativize(path).toString().replace('\\', '/'), Digest.of(bytes)));
        return hashes;
    }
}
