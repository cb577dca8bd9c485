package dev.lamina.cli.data;

import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Preprocessing;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a table whose rows are the steps of one long series, and cuts a window from it at every step. Windows share their rows in memory.
 */
final class SeriesSamples {

    private final String file;
    private final Windows windows;
    private final SampleSpec expected;

    private SeriesSamples(String file, Windows windows, SampleSpec expected) {
        this.file = file;
        this.windows = windows;
        this.expected = expected;
    }

    static LoadedSamples read(
            String file, InputStream bytes, DataSource source, SampleSpec expected, Preprocessing trained)
            throws IOException {
        Windows windows = source.csv().windows().orElseThrow();
        require(file, windows, expected);
        if (source.csv().missing().treatment() == MissingValues.Treatment.SKIP) {
            throw new DataException(
                    file,
                    "--missing skip would leave gaps in the series that --window cuts; give a"
                            + " number or mean for missing cells");
        }
        SampleSpec row = windows.ofRow(expected);
        LoadedSamples rows = CsvSamples.read(file, bytes, source, row, Windows.ofRow(trained, row));
        return new LoadedSamples(
                new SeriesSamples(file, windows, expected).cut(rows.samples()),
                windows.ofWindow(rows.names(), expected),
                rows.notes());
    }

    /** Requires that such windows are samples of the model. */
    static void require(String file, Windows windows, SampleSpec expected) {
        int rows = windows.rows();
        if (expected.ports().isPresent()) {
            throw new DataException(
                    file,
                    "--window is for models with one input and one output, but " + expected.model() + " has several");
        }
        if (expected.steps() > 0 && expected.steps() != rows) {
            throw new DataException(
                    file,
                    "--window is " + rows + ", but the sequences of " + expected.model() + " have " + expected.steps()
                            + " steps");
        }
        if (expected.inputs() % rows != 0) {
            throw new DataException(
                    file,
                    "--window is " + rows + ", but " + expected.model() + " takes " + expected.inputs()
                            + " numbers, which are not " + rows + " rows of equal size");
        }
    }

    private Samples cut(Samples series) {
        int steps = expected.everyStep() ? windows.rows() : 1;
        int first = expected.everyStep() ? windows.ahead() : windows.rows() - 1 + windows.ahead();
        int count = series.count() - windows.rows() + 1 - windows.ahead();
        if (count < 1) {
            throw new DataException(
                    file,
                    "it has " + series.count() + " rows, but " + windows + " needs "
                            + (windows.rows() + windows.ahead()) + " for one sample");
        }
        ChunkedRows inputs = series.inputRows();
        ChunkedRows answers = series.answerRows();
        return Samples.series(
                count,
                ChunkedRows.overlapping(
                        inputs.width() * windows.rows(), inputs.width(), flat(inputs, 0, series.count())),
                ChunkedRows.overlapping(answers.width() * steps, answers.width(), flat(answers, first, series.count())),
                expected.everyStep() ? windows.rows() : 1);
    }

    /** The numbers of all rows from {@code from} on, in one array. */
    private NetworkInput flat(ChunkedRows rows, int from, int to) {
        long size = (long) (to - from) * rows.width();
        if (size > Integer.MAX_VALUE - 8) {
            throw new DataException(file, "a series of " + size + " numbers is too long: an array has 2,147,483,639");
        }
        NetworkInput all = rows.zeros((int) size);
        for (int row = from; row < to; row++) {
            rows.copy(row, all, (row - from) * rows.width());
        }
        return all;
    }
}
