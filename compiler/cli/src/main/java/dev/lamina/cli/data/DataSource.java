package dev.lamina.cli.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where samples come from, as options say.
 *
 * @param data a CSV, IDX or safetensors file, perhaps compressed by gzip
 * @param labels the IDX file of the labels; empty: the one whose name fits
 * @param csv how to read it if it is a table
 * @param learnt whether a network is to learn from them: labels that are new to it then take the classes that have no name yet
 */
public record DataSource(Path data, Optional<Path> labels, CsvOptions csv, boolean learnt) {

    /** Samples to measure by. */
    public DataSource(Path data, Optional<Path> labels, CsvOptions csv) {
        this(data, labels, csv, false);
    }

    /** The same to learn from. */
    public DataSource toLearnFrom() {
        return new DataSource(data, labels, csv, true);
    }

    /** The samples of a file, with the defaults for everything else. */
    public static DataSource of(Path data) {
        return new DataSource(data, Optional.empty(), CsvOptions.DEFAULT);
    }
}
