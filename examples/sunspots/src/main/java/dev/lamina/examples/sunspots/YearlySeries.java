package dev.lamina.examples.sunspots;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A number for each year.
 *
 * @param first the year of the first value
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and networks take arrays
record YearlySeries(int first, float[] values) {

    /** Reads a header row and rows of year and number, without a gap. */
    static YearlySeries read(Path file) throws IOException {
        List<String[]> rows = Files.readAllLines(file).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .toList();
        float[] values = new float[rows.size()];
        int first = Integer.parseInt(rows.get(0)[0]);
        for (int i = 0; i < values.length; i++) {
            int year = Integer.parseInt(rows.get(i)[0]);
            if (year != first + i) {
                throw new IllegalArgumentException(file + ": year " + year + " follows " + (first + i - 1));
            }
            values[i] = Float.parseFloat(rows.get(i)[1]);
        }
        return new YearlySeries(first, values);
    }

    int size() {
        return values.length;
    }
}
