package dev.lamina.cli.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where samples come from, as options say.
 *
 * @param data a CSV, IDX or safetensors file, perhaps compressed by gzip
 * @param labels the IDX file of the labels; empty: the one whose name fits
 * @param csv how to read it if it is a table
 */
public record DataSource(Path data, Optional<Path> labels, CsvOptions csv) {

    /** The samples of a file, with the defaults for everything else. */
    public static DataSource of(Path data) {
        return new DataSource(data, Optional.empty(), CsvOptions.DEFAULT);
    }
}
