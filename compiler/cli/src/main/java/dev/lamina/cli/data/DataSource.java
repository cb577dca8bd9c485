package dev.lamina.cli.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where samples come from, as options say.
 *
 * @param data a CSV, IDX or safetensors file, perhaps compressed by gzip
 * @param labels the IDX file of the labels; empty: the one whose name fits
 * @param answers names or numbers of a table's label or target columns; empty: the last ones
 * @param heading whether a table's first row holds names
 * @param separator what stands between the columns of a table
 */
public record DataSource(Path data, Optional<Path> labels, List<String> answers, Heading heading, char separator) {

    /** The samples of a file, with the defaults for everything else. */
    public static DataSource of(Path data) {
        return new DataSource(data, Optional.empty(), List.of(), Heading.AUTO, ',');
    }
}
