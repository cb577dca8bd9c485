package dev.lamina.maven;

import dev.lamina.runtime.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of the inputs and outputs of the last run, kept in a file between builds.
 *
 * @param inputs the hash of model files, options and version
 * @param outputs the hash of each generated file, by its path from the project's folder; two hashes where a run did not end, and the file
 *     may be the old one or the new one
 */
record Ledger(String inputs, SortedMap<String, NavigableSet<String>> outputs) {
    private static final Ledger NOTHING = new Ledger("", new TreeMap<>());
    private static final String HEAD = "lamina 2 ";

    /** The last line, so that a beginning of a ledger is none. */
    private static final String END = "end ";

    /** What stands for the inputs of a run that has not ended; no hash is like it. */
    private static final String UNFINISHED = "unfinished";

    /** More than a hundred thousand files. What is larger was not written by this plugin. */
    private static final int MAX_BYTES = 1 << 24;

    Ledger {
        outputs = new TreeMap<>(outputs);
    }

    /** The ledger of a run that has ended. */
    static Ledger of(String inputs, Map<String, String> hashes) {
        SortedMap<String, NavigableSet<String>> outputs = new TreeMap<>();
        hashes.forEach((name, hash) -> outputs.put(name, new TreeSet<>(Set.of(hash))));
        return new Ledger(inputs, outputs);
    }

    /**
     * Its file name. Each execution has a ledger of its own, so that two of a goal do not delete each other's files: different goals and ids
     * have different names, also where capitals do not count.
     */
    static String name(String goal, @Nullable String execution) {
        // Another plugin runs a goal without an id, as quarkus:dev does. Then, and from the command line, it does what
        // the build's only execution does.
        if (execution == null || execution.equals("default") || execution.equals("default-cli")) {
            return goal + ".ledger";
        }
        StringBuilder name = new StringBuilder(goal).append('@');
        for (byte each : execution.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = each >= 'a' && each <= 'z' || each >= '0' && each <= '9' || "._-".indexOf(each) >= 0;
            name.append(plain ? String.valueOf((char) each) : String.format(Locale.ROOT, "%%%02x", each & 0xff));
        }
        return name + ".ledger";
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
                return NOTHING;
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
        if (!Files.isRegularFile(file)) {
            return NOTHING;
        }
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(MAX_BYTES + 1);
        }
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        int last = lines.length - 2; // behind the last line end is nothing
        if (bytes.length > MAX_BYTES
                || last < 1
                || !lines[0].startsWith(HEAD)
                || !lines[last].equals(END + (last - 1))
                || !lines[last + 1].isEmpty()) {
            return NOTHING;
        }
        SortedMap<String, NavigableSet<String>> outputs = new TreeMap<>();
        for (int i = 1; i < last; i++) {
            int space = lines[i].indexOf(' ');
            if (space <= 0) {
                return NOTHING;
            }
            outputs.computeIfAbsent(lines[i].substring(space + 1), name -> new TreeSet<>())
                    .add(lines[i].substring(0, space));
        }
        return new Ledger(lines[0].substring(HEAD.length()), outputs);
    }

    /**
     * What is written before any file is changed: the files of the last run, and those that this one will write. If the process ends before
     * the run does, the next one still knows all of them.
     */
    Ledger before(Ledger next) {
        Ledger both = new Ledger(UNFINISHED, new TreeMap<>());
        for (Ledger each : List.of(this, next)) {
            each.outputs.forEach((name, hashes) -> both.outputs
                    .computeIfAbsent(name, unknown -> new TreeSet<>())
                    .addAll(hashes));
        }
        return both;
    }

    void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(HEAD).append(inputs).append('\n');
        int lines = 0;
        for (Map.Entry<String, NavigableSet<String>> output : outputs.entrySet()) {
            for (String hash : output.getValue()) {
                text.append(hash).append(' ').append(output.getKey()).append('\n');
                lines++;
            }
        }
        text.append(END).append(lines).append('\n');
        Files.createDirectories(file.toAbsolutePath().getParent());
        WholeFile.removeTemporaries(file);
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        WholeFile.write(file, stream -> stream.write(bytes));
    }

    /** Removes what is left of files that a run was writing when its process ended. */
    void removeTemporaries(Path base) throws IOException {
        if (inputs.equals(UNFINISHED)) {
            for (Path file : files(base)) {
                WholeFile.removeTemporaries(file);
            }
        }
    }

    /** The files it lists. */
    List<Path> files(Path base) {
        return outputs.keySet().stream()
                .map(name -> base.resolve(name).normalize())
                .toList();
    }

    /** The files it lists that were changed since they were generated, or never were generated. */
    NavigableSet<Path> changed(Path base) throws IOException {
        NavigableSet<Path> changed = new TreeSet<>();
        for (Map.Entry<String, NavigableSet<String>> output : outputs.entrySet()) {
            Path file = base.resolve(output.getKey()).normalize();
            if (Digest.ofFile(file).filter(output.getValue()::contains).isEmpty()) {
                changed.add(file);
            }
        }
        return changed;
    }

    /** Whether all generated files exist and are unchanged. */
    boolean holds(Path base) throws IOException {
        return changed(base).isEmpty();
    }
}
