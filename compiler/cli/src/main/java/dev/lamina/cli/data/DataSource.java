package dev.lamina.cli.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file of samples and how to read it.
 *
 * @param data a CSV, IDX or safetensors file, perhaps compressed by gzip
 * @param labels the IDX file of the labels; empty: the one whose name fits
 * @param csv how to read it if it is a table
 * @param learnt whether they are to train on: labels that the weights do not know then get the classes that have no name yet
 * @param memory where the rows are kept
 */
public record DataSource(Path data, Optional<Path> labels, CsvOptions csv, boolean learnt, RowMemory memory) {

    /** Samples to test with. */
    public DataSource(Path data, Optional<Path> labels, CsvOptions csv) {
        this(data, labels, csv, false, RowMemory.automatic());
    }

    /** The same samples, to train on. */
    public DataSource toLearnFrom() {
        return new DataSource(data, labels, csv, true, memory);
    }

    /** The same samples, whose rows are kept so. */
    public DataSource in(RowMemory other) {
        return new DataSource(data, labels, csv, learnt, other);
    }

    /** Whether a file is part of the samples of a path: the path itself, an image in its folders, or the labels of an IDX file. */
    public static boolean isPart(Path file, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return ImageFile.is(file) && file.toRealPath().startsWith(path.toRealPath());
        }
        for (Path read :
                Stream.concat(Stream.of(path), IdxSamples.labels(path).stream()).toList()) {
            if (Files.exists(read) && Files.isSameFile(file, read)) {
                return true;
            }
        }
        return false;
    }

    /** The samples of a file, with the defaults for everything else. */
    public static DataSource of(Path data) {
        return new DataSource(data, Optional.empty(), CsvOptions.DEFAULT);
    }
}
