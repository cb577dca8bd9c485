package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.NetworkInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows that are cut from a table whose rows are the steps of a series. */
class SeriesSamplesTest {

    private static final String FIVE_ROWS = "a,b\n1,10\n2,20\n3,30\n4,40\n5,50\n";

    @TempDir
    private Path folder;

    @Test
    void aWindowStandsAtEveryStepAndItsTargetAfterIt() throws IOException {
        Samples windows = read(FIVE_ROWS, SampleSpec.numbers("Line", "x", 2, 1), new Windows(2, 1), "a", "b");
        assertEquals(3, windows.count());
        assertArrayEquals(new float[] {1, 2, 2, 3, 3, 4}, inputs(windows, 2));
        assertArrayEquals(new float[] {30, 40, 50}, targets(windows, 1));
    }

    @Test
    void severalColumnsStandRowByRowAndAheadMovesTheTarget() throws IOException {
        Samples windows = read(FIVE_ROWS, SampleSpec.numbers("Line", "x", 4, 1), new Windows(2, 2), "a,b", "a");
        assertEquals(2, windows.count());
        assertArrayEquals(new float[] {1, 10, 2, 20, 2, 20, 3, 30}, inputs(windows, 4));
        assertArrayEquals(new float[] {4, 5}, targets(windows, 1));
    }

    @Test
    void aModelThatTellsSomethingAtEachStepHasATargetForEach() throws IOException {
        SampleSpec each = SampleSpec.numbers("Line", "x", 3, 3).ofSequences(1, 3, true);
        Samples windows = read(FIVE_ROWS, each, new Windows(3, 1), "a", "b");
        assertArrayEquals(new float[] {1, 2, 3, 2, 3, 4}, inputs(windows, 3));
        assertArrayEquals(new float[] {20, 30, 40, 30, 40, 50}, targets(windows, 3));
    }

    @Test
    void labelsOfASeriesMayBeWords() throws IOException {
        Samples windows = read(
                "x,state\n1,up\n2,down\n3,up\n4,up\n",
                SampleSpec.labelled("Kind", "x", 2, 2, 1),
                new Windows(2, 0),
                "x",
                "state");
        assertArrayEquals(
                new int[] {0, 1, 1},
                IntStream.range(0, 3).map(i -> windows.label(i, 0)).toArray());
    }

    @Test
    void windowsThatAreTheirOwnTargetsShareNoRowWithThoseToTestWith() throws IOException {
        SampleSpec same = SampleSpec.numbers("Same", "x", 4, 4).withInputAsTarget();
        StringBuilder rows = new StringBuilder("a\n");
        IntStream.range(0, 20).forEach(i -> rows.append(i).append('\n'));
        Path file = Files.writeString(folder.resolve("same.csv"), rows);
        CsvOptions options = CsvOptions.DEFAULT.withWindows(new Windows(4, 0));
        Samples all = SampleReader.read(new DataSource(file, Optional.empty(), options), same);
        float[] learnt = targets(all.before(5), 4);
        float[] tested = targets(all.last(5), 4);
        assertEquals(11, learnt[learnt.length - 1]);
        assertEquals(12, tested[0]);
    }

    @Test
    void noTargetToTestWithIsSeenInTraining() throws IOException {
        StringBuilder rows = new StringBuilder("a,b\n");
        for (int i = 0; i < 20; i++) {
            rows.append(i).append(',').append(100 + i).append('\n');
        }
        SampleSpec each = SampleSpec.numbers("Line", "x", 4, 4).ofSequences(1, 4, true);
        Samples all = read(rows.toString(), each, new Windows(4, 1), "a", "b");
        Samples training = all.before(5);
        Samples test = all.last(5);
        float[] learnt = targets(training, 4);
        float[] tested = targets(test, 4);
        assertEquals(5, test.count());
        assertEquals(all.count() - 5 - 3, training.count());
        assertTrue(learnt[learnt.length - 1] < tested[0], learnt[learnt.length - 1] + " before " + tested[0]);
        assertEquals(119, tested[tested.length - 1]);
    }

    @Test
    void refusesWindowsThatTheModelCannotRead() {
        SampleSpec sequences = SampleSpec.numbers("Line", "x", 3, 1).ofSequences(1, 3, false);
        assertRefused(sequences, new Windows(2, 1), "--window is 2, but the sequences of Line have 3 steps");
        assertRefused(
                SampleSpec.numbers("Line", "x", 3, 1),
                new Windows(2, 1),
                "--window is 2, but Line takes 3 numbers, which are not 2 rows of equal size");
        assertRefused(
                SampleSpec.numbers("Line", "x", 5, 1),
                new Windows(5, 1),
                "it has 5 rows, but windows of 5 rows, 1 ahead needs 6 for one sample");
    }

    private void assertRefused(SampleSpec expected, Windows windows, String message) {
        DataException e = assertThrows(DataException.class, () -> read(FIVE_ROWS, expected, windows, "a", "b"));
        assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
    }

    private Samples read(String text, SampleSpec expected, Windows windows, String inputs, String answer)
            throws IOException {
        Path file = Files.writeString(folder.resolve("series.csv"), text);
        CsvOptions options = CsvOptions.DEFAULT
                .withInputs(inputs.split(","))
                .withAnswers(answer)
                .withWindows(windows);
        return SampleReader.read(new DataSource(file, Optional.empty(), options), expected);
    }

    private static int[] order(Samples samples) {
        return IntStream.range(0, samples.count()).toArray();
    }

    private static float[] inputs(Samples samples, int width) {
        NetworkInput into = NetworkInput.of(new float[samples.count() * width]);
        samples.gatherInputs(order(samples), 0, samples.count(), into);
        return into.floats();
    }

    private static float[] targets(Samples samples, int width) {
        float[] into = new float[samples.count() * width];
        samples.gatherTargets(order(samples), 0, samples.count(), into);
        return into;
    }
}
