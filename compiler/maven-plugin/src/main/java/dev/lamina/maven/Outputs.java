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

/** The generated files of a run, in memory until all of them are known: a run with errors changes no file. */
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

    /** Writes the files that changed; the others keep their time stamps, so that they are not compiled again. */
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

    /** Deletes the files of the last run that neither this run nor another execution of this build has written; no others. */
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
