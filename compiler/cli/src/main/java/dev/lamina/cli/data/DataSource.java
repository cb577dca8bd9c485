package dev.lamina.cli.data;

import java.nio.file.Path;
import java.util.Optional;

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

    /** The samples of a file, with the defaults for everything else. */
    public static DataSource of(Path data) {
        return new DataSource(data, Optional.empty(), CsvOptions.DEFAULT);
    }
}
