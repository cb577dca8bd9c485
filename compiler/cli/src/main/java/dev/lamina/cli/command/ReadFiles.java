package dev.lamina.cli.command;

import dev.lamina.cli.console.Failure;
import dev.lamina.cli.data.DataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that a command reads, model files and data alike. What it writes must not take their places: they would be lost. */
final class ReadFiles {

    private final List<Path> files;

    private ReadFiles(List<Path> files) {
        this.files = files;
    }

    static ReadFiles of(Path file) {
        return new ReadFiles(List.of(file));
    }

    static ReadFiles of(String model) {
        return of(Path.of(model));
    }

    static ReadFiles of(List<String> models) {
        return new ReadFiles(models.stream().map(Path::of).toList());
    }

    ReadFiles and(Path... more) {
        return and(List.of(more));
    }

    ReadFiles and(List<Path> more) {
        return new ReadFiles(Stream.concat(files.stream(), more.stream()).toList());
    }

    /**
     * Checks that an output is none of them, also under another name.
     *
     * @throws Failure if it is one of them
     */
    void requireNone(Path output) throws IOException {
        for (Path file : files) {
            if (Files.isRegularFile(output) && DataSource.isPart(output, file)) {
                throw new Failure(output + ": this command reads the file, so it does not write to it");
            }
        }
    }
}
