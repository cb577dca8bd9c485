package dev.lamina.maven;

import dev.lamina.runtime.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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

    /** The files with their hashes. */
    Map<Path, String> files() {
        Map<Path, String> hashes = new TreeMap<>();
        files.forEach((path, bytes) -> hashes.put(path, Digest.of(bytes)));
        return hashes;
    }

    /** Writes the files that changed, each whole; the others keep their time stamps, so that they are not compiled again. */
    int write() throws IOException {
        int written = 0;
        for (var file : files.entrySet()) {
            Path path = file.getKey();
            byte[] bytes = file.getValue();
            if (!Digest.ofFile(path).equals(Optional.of(Digest.of(bytes)))) {
                Files.createDirectories(path.getParent());
                WholeFile.write(path, stream -> stream.write(bytes));
                written++;
            }
        }
        return written;
    }

    /** The files of the last run that neither this run nor another execution of this build makes, and that are still there. */
    Set<Path> vanished(Ledger earlier, Set<Path> held) {
        return earlier.files(base).stream()
                .filter(path -> !files.containsKey(path) && !held.contains(path) && Files.isRegularFile(path))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Deletes files, and folders that are empty then, but for those of generated files themselves and what these are in. */
    static int remove(Set<Path> paths, List<Path> folders) throws IOException {
        for (Path path : paths) {
            Files.delete(path);
            for (Path folder : folders) {
                removeEmpty(path.getParent(), folder.normalize());
            }
        }
        return paths.size();
    }

    private static void removeEmpty(@Nullable Path start, Path root) throws IOException {
        @Nullable Path folder = start;
        while (folder != null && folder.startsWith(root) && !folder.equals(root) && isEmpty(folder)) {
            Files.delete(folder);
            folder = folder.getParent();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        } catch (NoSuchFileException | NotDirectoryException notAFolder) {
            return false;
        }
    }

    /** The same by their paths from the project's folder, as a ledger has them. */
    SortedMap<String, String> hashes() {
        SortedMap<String, String> hashes = new TreeMap<>();
        files().forEach((path, hash) ->
                hashes.put(base.relativize(path).toString().replace('\\', '/'), hash));
        return hashes;
    }
}
