package dev.lamina.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of the inputs and outputs of the last run, kept in a file between builds.
 *
 * @param inputs the hash of model files, options and version
 * @param outputs the hash of each generated file, by its path from the project's folder
 */
record Ledger(String inputs, SortedMap<String, String> outputs) {
    private static final String HEAD = "lamina 1 ";

    Ledger {
        outputs = new TreeMap<>(outputs);
    }

    /** Its file name. Each execution has a ledger of its own, so that two of a goal do not delete each other's files. */
    static String name(String goal, @Nullable String execution) {
        // Another plugin runs a goal without an id, as quarkus:dev does. Then, and from the command line, it does what
        // the build's only execution does.
        if (execution == null || execution.equals("default") || execution.equals("default-cli")) {
            return goal + ".ledger";
        }
        return goal + "-" + execution.replaceAll("[^\\w.-]", "_") + ".ledger";
    }

    /**
     * Reads a file; an empty ledger if there is none, or it cannot be understood: then everything is generated again. A ledger that lists a
     * file outside {@code folders} was not written by this plugin, and files that it lists would be deleted: it counts for nothing.
     *
     * @param folders the folders of generated files
     */
    static Ledger read(Path file, Path base, List<Path> folders) throws IOException {
        Ledger ledger = read(file);
        for (String name : ledger.outputs.keySet()) {
            if (!isWithin(name, base, folders)) {
                return new Ledger("", new TreeMap<>());
            }
        }
        return ledger;
    }

    private static boolean isWithin(String name, Path base, List<Path> folders) throws IOException {
        Path path;
        try {
            path = base.resolve(name).normalize();
        } catch (InvalidPathException noPath) {
            return false;
        }
        for (Path folder : folders) {
            if (path.startsWith(folder.normalize()) && !path.equals(folder.normalize())) {
                Path parent = path.getParent();
                // a link within the folder may lead out of it
                return parent == null
                        || !Files.exists(parent)
                        || parent.toRealPath().startsWith(folder.toRealPath());
            }
        }
        return false;
    }

    private static Ledger read(Path file) throws IOException {
        Ledger nothing = new Ledger("", new TreeMap<>());
        if (!Files.isRegularFile(file)) {
            return nothing;
        }
        String[] lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1);
        if (!lines[0].startsWith(HEAD)) {
            return nothing;
        }
        SortedMap<String, String> outputs = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int space = lines[i].indexOf(' ');
            if (space > 0) {
                outputs.put(lines[i].substring(space + 1), lines[i].substring(0, space));
            }
        }
        return new Ledger(lines[0].substring(HEAD.length()), outputs);
    }

    void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(HEAD).append(inputs).append('\n');
        for (Map.Entry<String, String> output : outputs.entrySet()) {
            text.append(output.getValue()).append(' ').append(output.getKey()).append('\n');
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }

    /** The files it lists. */
    List<Path> files(Path base) {
        return outputs.keySet().stream()
                .map(name -> base.resolve(name).normalize())
                .toList();
    }

    /** Whether all generated files exist and are unchanged. */
    boolean holds(Path base) throws IOException {
        for (Map.Entry<String, String> output : outputs.entrySet()) {
            Path file = base.resolve(output.getKey());
            if (!Files.isRegularFile(file)
                    || !Digest.of(Files.readAllBytes(file)).equals(output.getValue())) {
                return false;
            }
        }
        return true;
    }
}
