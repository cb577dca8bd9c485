package dev.lamina.cli.command;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.JavaFile;
import dev.lamina.cli.console.OutputFile;
import dev.lamina.compiler.BuildModel;
import dev.lamina.compiler.source.Printable;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Collects the files of generated classes and writes them to their folders once all of them are known. */
final class ClassFolders {

    private final Path sources;
    private final Path classes;
    private final Map<Path, byte[]> files = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private boolean compiled;

    ClassFolders(Path sources, Path classes) {
        this.sources = sources;
        this.classes = classes;
    }

    /** Adds the files of a model; no two models may have classes of one name. */
    void add(BuildModel model) {
        model.classNames().forEach(this::take);
        model.sources()
                .forEach((name, text) ->
                        files.put(JavaFile.source(sources, name), text.getBytes(StandardCharsets.UTF_8)));
        compiled |= !model.classFiles().isEmpty();
        model.classFiles().forEach((name, bytes) -> files.put(JavaFile.classFile(classes, name), bytes));
    }

    private void take(String name) {
        String other = names.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
        if (other != null) {
            throw new Failure("two models would be written to " + JavaFile.source(sources, name)
                    + (other.equals(name)
                            ? ""
                            : " and " + JavaFile.source(sources, other) + ", which many systems take for one file"));
        }
    }

    /**
     * Writes the files and prints their names.
     *
     * @throws Failure before the first of them if the place of one is that of a file that the command reads
     */
    void write(ReadFiles inputs, PrintStream out) throws IOException {
        for (Path file : files.keySet()) {
            inputs.requireNone(file);
        }
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            OutputFile.write(file.getKey(), file.getValue());
            out.println("wrote " + Printable.line(file.getKey()));
        }
        if (compiled) {
            // javac does not look for classes beside sources unless it is told.
            out.println("to compile the sources: javac -cp lamina-runtime.jar" + File.pathSeparator
                    + Printable.line(classes) + " ...");
        }
    }
}
