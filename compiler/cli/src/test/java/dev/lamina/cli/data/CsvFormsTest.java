package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as people have them: words, several separators, columns too many, cells without a value. */
class CsvFormsTest {

    private static final SampleSpec TWO_INPUTS = SampleSpec.labelled("Small", "x", 2, 3, 1);

    @TempDir
    private Path folder;

    @Test
    void numbersWordsByTheirOrder() throws IOException {
        LoadedSamples read = read("a,b,kind\n1,2,pear\n3,4,apple\n5,6, plum \n7,8,apple\n");
        assertEquals(List.of("apple", "pear", "plum"), read.names().labels());
        assertArrayEquals(new int[] {1, 0, 2, 0}, labels(read.samples()));
    }

    @Test
    void numbersWordsOfATableWithoutAHeading() throws IOException {
        LoadedSamples read = read("1,2,pear\n3,4,apple\n");
        assertEquals(2, read.samples().count());
        assertEquals(List.of("apple", "pear"), read.names().labels());
        assertEquals(List.of(), read.names().columns());
        assertEquals(List.of("Small has 3 classes, but there are 2 different labels: apple, pear"), read.notes());
    }

    @Test
    void keepsWholeNumbersAsTheyAre() throws IOException {
        LoadedSamples read = read("1,2,2\n3,4,0\n3,4,1.0\n");
        assertEquals(List.of(), read.names().labels());
        assertArrayEquals(new int[] {2, 0, 1}, labels(read.samples()));
    }

    @Test
    void takesNumbersForWordsBesideWords() throws IOException {
        LoadedSamples read = read("1,2,7\n3,4,other\n5,6,7\n");
        assertEquals(List.of("7", "other"), read.names().labels());
        assertArrayEquals(new int[] {0, 1, 0}, labels(read.samples()));
    }

    @Test
    void refusesMoreWordsThanClasses() {
        assertRefused(
                "1,2,a\n1,2,b\n1,2,c\n1,2,d\n", ": there are 4 different labels, but Small has 3 classes: a, b, c, d");
    }

    @Test
    void mapsWordsToTheClassesThatWereTrained() throws IOException {
        Preprocessing trained = Preprocessing.NONE.withLabels(List.of("apple", "pear", "plum"));
        Samples samples = read("a,b,kind\n1,2,plum\n3,4,apple\n", CsvOptions.DEFAULT, TWO_INPUTS, trained)
                .samples();
        assertArrayEquals(new int[] {2, 0}, labels(samples));
        assertEquals(
                ":3:3: the label \"fig\" is none of those trained with: apple, pear, plum",
                refusal("a,b,kind\n1,2,plum\n3,4,fig\n", CsvOptions.DEFAULT, trained));
        assertEquals(
                ":1:3: the label \"1\" is none of those trained with: apple, pear, plum",
                refusal("1,2,1\n", CsvOptions.DEFAULT, trained));
    }

    @Test
    void givesClassesWithoutANameToNewLabelsThatAreLearnt() throws IOException {
        Preprocessing trained = Preprocessing.NONE.withLabels(List.of("pear", "plum"));
        String text = "1,2,plum\n3,4,fig\n5,6,pear\n";
        assertEquals(
                ":2:3: the label \"fig\" is none of those trained with: pear, plum; 1 of the 3 classes of Small had no"
                        + " samples",
                refusal(text, CsvOptions.DEFAULT, trained));
        Path file = folder.resolve("data.csv");
        DataSource learnt = new DataSource(file, Optional.empty(), CsvOptions.DEFAULT).toLearnFrom();
        LoadedSamples read = SampleReader.read(learnt, TWO_INPUTS, trained, ReadingView.NONE);
        assertEquals(List.of("pear", "plum", "fig"), read.names().labels());
        assertArrayEquals(new int[] {1, 2, 0}, labels(read.samples()));
    }

    @Test
    void readsTruthValuesAsNumbersInInputsAndAsWordsInLabels() throws IOException {
        LoadedSamples read = read("true,No,yes\nFALSE,yes,no\n");
        assertArrayEquals(new float[] {1, 0, 0, 1}, inputs(read.samples(), 2));
        assertEquals(List.of("no", "yes"), read.names().labels());
        assertArrayEquals(new int[] {1, 0}, labels(read.samples()));
    }

    @Test
    void takesNamesThatLookLikeTruthValuesForNames() throws IOException {
        assertEquals(List.of("a", "no"), read("a,no,kind\n1,2,0\n").names().columns());
        assertEquals(
                List.of("a", "b"),
                read("No,a,b,kind\n7,1,2,0\n", CsvOptions.DEFAULT.withIgnored("No"))
                        .names()
                        .columns());
    }

    @Test
    void leavesOutIgnoredColumnsWhateverTheyHold() throws IOException {
        String text = "id,a,b,kind\nx17,1,2,0\n,3,4,1\n";
        for (String column : List.of("id", "1")) {
            LoadedSamples read = read(text, CsvOptions.DEFAULT.withIgnored(column));
            assertArrayEquals(new float[] {1, 2, 3, 4}, inputs(read.samples(), 2));
            assertEquals(List.of("a", "b"), read.names().columns());
            assertEquals(List.of("kind"), read.names().targets());
        }
    }

    @Test
    void takesTheInputsThatAreNamedInThatOrder() throws IOException {
        String text = "a,b,c,d,kind\n1,2,3,4,0\n";
        assertArrayEquals(
                new float[] {3, 1},
                inputs(read(text, CsvOptions.DEFAULT.withInputs("c", "1")).samples(), 2));
        assertArrayEquals(
                new float[] {2, 3},
                inputs(read(text, CsvOptions.DEFAULT.withInputs("2-3")).samples(), 2));
        assertEquals(
                ": Small needs 2 inputs, not 1", refusal(text, CsvOptions.DEFAULT.withInputs("a"), Preprocessing.NONE));
        assertEquals(
                ": the column \"1\" is named twice as input",
                refusal(text, CsvOptions.DEFAULT.withInputs("a", "1"), Preprocessing.NONE));
    }

    @Test
    void letsAColumnBeInputAndTarget() throws IOException {
        CsvOptions both = CsvOptions.DEFAULT.withInputs("1-2").withAnswers("1-2");
        Samples samples = read("1,2\n3,4\n", both, SampleSpec.numbers("Auto", "x", 2, 2), Preprocessing.NONE)
                .samples();
        float[] targets = new float[4];
        samples.gatherTargets(new int[] {0, 1}, 0, 2, targets);
        assertArrayEquals(new float[] {1, 2, 3, 4}, targets);
        assertArrayEquals(targets, inputs(samples, 2));
    }

    @Test
    void proposesByNameWhatToDoAboutColumnsTooMany() {
        assertRefused(
                "customer_id,a,b,kind\n1,2,3,0\n",
                ": it has 4 columns, but Small needs 3: 2 inputs and one label\n"
                        + "  in the file: customer_id, a, b, kind\n"
                        + "  --ignore leaves columns out, such as --ignore customer_id; or --inputs names those of the"
                        + " input, --label that of the label");
    }

    @Test
    void recognisesSeparatorsAndSaysSo() throws IOException {
        for (String separator : List.of(";", "\t", "|")) {
            LoadedSamples read = read("a,b,kind\n1.5,2,0\n3,4,1\n".replace(",", separator));
            assertArrayEquals(new float[] {1.5f, 2, 3, 4}, inputs(read.samples(), 2));
            assertEquals(1, read.notes().size());
        }
        assertEquals(
                List.of("columns are separated by semicolons"), read("1;2;0\n").notes());
        assertEquals(List.of("columns are separated by tabs"), read("1\t2\t0\n").notes());
        assertEquals(List.of(), read("1,2,0\n").notes());
    }

    @Test
    void recognisesDecimalCommasWhereCommasDoNotSeparate() throws IOException {
        LoadedSamples read = read("1,5;2;0\n-,25;4e1;1\n");
        assertArrayEquals(new float[] {1.5f, 2, -0.25f, 40}, inputs(read.samples(), 2));
        assertEquals(List.of("columns are separated by semicolons", "numbers have decimal commas"), read.notes());
    }

    @Test
    void prefersTheSeparatorThatGivesTheColumnsNeeded() throws IOException {
        LoadedSamples read = read("1,2,a|b\n3,4,c|d\n");
        assertArrayEquals(new float[] {1, 2, 3, 4}, inputs(read.samples(), 2));
        assertEquals("a|b", read.names().labels().get(0));
        LoadedSamples decimals = read("1,5;2,5;0\n0,5;4,5;1\n");
        assertArrayEquals(new float[] {1.5f, 2.5f, 0.5f, 4.5f}, inputs(decimals.samples(), 2));
        assertArrayEquals(
                new float[] {1, 2},
                inputs(read("1,2,9,a|b\n", CsvOptions.DEFAULT.withIgnored("3")).samples(), 2));
    }

    @Test
    void asksWhetherCommasGroupThousandsOrStandBeforeDecimals() throws IOException {
        assertRefused(
                "1,234;2,345;0\n",
                ": all its commas in numbers have three digits behind them, so they may group thousands or stand before"
                        + " decimals\n  say --decimal , for decimals, or remove separators of thousands");
        assertArrayEquals(
                new float[] {0.125f, 2.5f}, inputs(read("0,125;2,500;0\n").samples(), 2));
    }

    @Test
    void findsManyColumnsByNameAtOnce() {
        List<String> names =
                IntStream.range(0, 60_000).mapToObj(i -> "column" + i).toList();
        SampleSpec expected = SampleSpec.labelled("Wide", "x", names.size(), 3, 1);
        List<String> heading = new ArrayList<>(names);
        heading.add("kind");
        Collections.reverse(heading);
        Preprocessing trained = Preprocessing.NONE.withColumns(names, List.of("kind"));
        TableColumns layout = assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> new ColumnFinder("f", heading, heading.size(), 0, CsvOptions.DEFAULT, expected, trained).find());
        assertEquals(60_000, layout.inputs().get(0));
        assertEquals(List.of(0), layout.answers());
    }

    @Test
    void refusesNumbersWithSeparatorsOfThousands() {
        assertRefused(
                "\"1,234.5\",2,0\n2,2,0\n",
                ":1:1: \"1,234.5\" is not a number, while others of the first row are; if the row holds names, say"
                        + " --header yes");
        assertRefused(
                "1,2,0\n\"1,234.5\",2,0\n",
                ":2:1: \"1,234.5\" is not a finite number; its digits are grouped: write it without separators of"
                        + " thousands, the decimals behind \".\"");
        assertRefused(
                "1,5;2;0\n1.234,5;2;0\n",
                ":2:1: \"1.234,5\" is not a finite number; its digits are grouped: write it without separators of"
                        + " thousands, the decimals behind \",\"");
    }

    @Test
    void tellsWhichCellsHaveNoValueAndHowMany() {
        assertRefused(
                "a,b,kind\n1,,0\n1,2,0\nNA,NaN,1\n5,?,1\n",
                ": 4 cells in 3 rows have no value: row 2, column 2 (b); row 4, column 1 (a); row 4, column 2 (b);"
                        + " and 1 more\n  --missing skip leaves such rows out; --missing zero, a number, or, with"
                        + " --standardise, mean fills the cells of inputs");
    }

    @Test
    void leavesOutOrFillsCellsWithoutAValueIfAsked() throws IOException {
        String text = "1,,0\n3,4,1\n5,6,\n";
        LoadedSamples rest = read(text, CsvOptions.DEFAULT.withMissing(MissingValues.Treatment.SKIP, 0));
        assertArrayEquals(new float[] {3, 4}, inputs(rest.samples(), 2));
        assertArrayEquals(new int[] {1}, labels(rest.samples()));
        assertEquals(List.of("2 rows were left out: 2 cells in 2 rows have no value"), rest.notes());

        CsvOptions filled = CsvOptions.DEFAULT.withMissing(MissingValues.Treatment.FILL, -1);
        assertArrayEquals(
                new float[] {1, -1, 3, 4},
                inputs(read("1,null,0\n3,4,1\n", filled).samples(), 2));
        assertEquals(
                ": 2 cells in 2 rows have no value: row 1, column 2; row 3, column 3\n"
                        + "  a label, target or weight cannot be filled; --missing skip leaves such rows out",
                refusal(text, filled, Preprocessing.NONE));
    }

    @Test
    void ordersColumnsAsTheyWereTrained() throws IOException {
        Preprocessing trained = Preprocessing.NONE.withColumns(List.of("a", "b"), List.of("kind"));
        LoadedSamples read = read("kind,b,id,a\n0,2,x,1\n1,4,y,3\n", CsvOptions.DEFAULT, TWO_INPUTS, trained);
        assertArrayEquals(new float[] {1, 2, 3, 4}, inputs(read.samples(), 2));
        assertArrayEquals(new int[] {0, 1}, labels(read.samples()));
        assertEquals(List.of("a", "b"), read.names().columns());
    }

    @Test
    void listsBothWhereNamesDiffer() {
        Preprocessing trained = Preprocessing.NONE.withColumns(List.of("a", "b"), List.of("kind"));
        assertEquals(
                ": its columns are not those that the network was trained on\n"
                        + "  trained on: a, b\n  in the file: a, c, kind",
                refusal("a,c,kind\n1,2,0\n", CsvOptions.DEFAULT, trained));
        assertEquals(
                ": there is no column \"kind\": its columns are a, b, sort, numbered 1 .. 3",
                refusal("a,b,sort\n1,2,0\n", CsvOptions.DEFAULT, trained));
    }

    @Test
    void goesByPositionsWhereOneSideHasNoNames() throws IOException {
        Preprocessing trained = Preprocessing.NONE.withColumns(List.of("b", "a"), List.of("kind"));
        LoadedSamples read = read("1,2,0\n", CsvOptions.DEFAULT, TWO_INPUTS, trained);
        assertArrayEquals(new float[] {1, 2}, inputs(read.samples(), 2));
        assertEquals(
                List.of("there is no heading, so columns are taken to be, in this order, those trained on: b, a"),
                read.notes());
    }

    @Test
    void readsInputsWithoutLabelsForThoseWhoOnlyPredict() throws IOException {
        Preprocessing trained = Preprocessing.NONE.withColumns(List.of("a", "b"), List.of("kind"));
        for (String text : List.of("b,a\n2,1\n", "kind,b,a\nfig,2,1\n")) {
            Samples samples = read(text, CsvOptions.DEFAULT, TWO_INPUTS.withoutAnswers(), trained)
                    .samples();
            assertArrayEquals(new float[] {1, 2}, inputs(samples, 2));
        }
        assertEquals(
                1,
                read("1,2\n", CsvOptions.DEFAULT, TWO_INPUTS.withoutAnswers(), Preprocessing.NONE)
                        .samples()
                        .count());
    }

    @Test
    void keepsNoNamesThatDoNotTellColumnsApart() throws IOException {
        LoadedSamples read = read("a,a,kind\n1,2,0\n");
        assertEquals(List.of(), read.names().columns());
        assertEquals(
                List.of("columns of the input have the same name or none, so their names are not used"), read.notes());
    }

    private LoadedSamples read(String text) throws IOException {
        return read(text, CsvOptions.DEFAULT);
    }

    private LoadedSamples read(String text, CsvOptions options) throws IOException {
        return read(text, options, TWO_INPUTS, Preprocessing.NONE);
    }

    private LoadedSamples read(String text, CsvOptions options, SampleSpec expected, Preprocessing trained)
            throws IOException {
        Path file = Files.writeString(folder.resolve("data.csv"), text);
        return SampleReader.read(new DataSource(file, Optional.empty(), options), expected, trained, ReadingView.NONE);
    }

    private void assertRefused(String text, String message) {
        assertEquals(message, refusal(text, CsvOptions.DEFAULT, Preprocessing.NONE));
    }

    /** The message without the file's name. */
    private String refusal(String text, CsvOptions options, Preprocessing trained) {
        DataException refusal = assertThrows(DataException.class, () -> read(text, options, TWO_INPUTS, trained));
        return String.valueOf(refusal.getMessage())
                .substring(folder.resolve("data.csv").toString().length());
    }

    private static int[] labels(Samples samples) {
        return IntStream.range(0, samples.count())
                .map(sample -> samples.label(sample, 0))
                .toArray();
    }

    private static float[] inputs(Samples samples, int width) {
        float[] all = new float[samples.count() * width];
        int[] order = IntStream.range(0, samples.count()).toArray();
        samples.gatherInputs(order, 0, order.length, NetworkInput.of(all));
        return all;
    }
}
