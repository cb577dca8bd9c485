package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.NetworkInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples from comma-separated text, and every way in which such text can be wrong. */
class CsvSamplesTest {

    private static final SampleSpec TWO_INPUTS = SampleSpec.labelled("Small", "x", 2, 3, 1);

    @TempDir
    private Path folder;

    @Test
    void takesTheLastColumnAsTheLabel() throws IOException {
        Samples samples = read("1,2,0\n3.5,-4e-1,2\n");
        assertEquals(2, samples.count());
        assertArrayEquals(new float[] {1, 2, 3.5f, -0.4f}, inputs(samples, 2));
        assertEquals(0, samples.label(0, 0));
        assertEquals(2, samples.label(1, 0));
    }

    @Test
    void skipsAHeadingAndFindsTheLabelByItsName() throws IOException {
        Samples samples = read("kind,height,width\n1,5,6\n", answers("kind"));
        assertArrayEquals(new float[] {5, 6}, inputs(samples, 2));
        assertEquals(1, samples.label(0, 0));
    }

    @Test
    void findsTheLabelByItsNumber() throws IOException {
        Samples samples = read("5,1,6\n", answers("2"));
        assertArrayEquals(new float[] {5, 6}, inputs(samples, 2));
        assertEquals(1, samples.label(0, 0));
    }

    @Test
    void readsTargetsOfSeveralColumnsInTheirOrder() throws IOException {
        Path file = write("a,b,c\n1,2,3\n4,5,6\n".getBytes(StandardCharsets.UTF_8));
        Samples samples = SampleReader.read(source(file, List.of("c", "a")), SampleSpec.numbers("Line", "x", 1, 2));
        float[] targets = new float[4];
        samples.gatherTargets(new int[] {0, 1}, 0, 2, targets);
        assertArrayEquals(new float[] {3, 1, 6, 4}, targets);
    }

    @Test
    void unpacksGzipWhateverTheName() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("1,2,0\n".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(
                1,
                SampleReader.read(DataSource.of(write(packed.toByteArray())), TWO_INPUTS)
                        .count());
    }

    @Test
    void acceptsWindowsLinesAByteOrderMarkQuotesAndBlankLines() throws IOException {
        Samples samples = read("\uFEFF1,2,0\r\n\r\n\"3\", 4 ,1.0\r\n");
        assertArrayEquals(new float[] {1, 2, 3, 4}, inputs(samples, 2));
        assertEquals(1, samples.label(1, 0));
    }

    @Test
    void namesTheCellThatIsNoNumber() {
        assertRefused("1,2,0\n1,two,0\n", ":2:2: \"two\" is not a finite number");
        assertRefused("1,2,0\n1,Infinity,0\n", ":2:2: \"Infinity\" is not a finite number");
        assertRefused("1,2,0\n1,0x1p3,0\n", ":2:2: \"0x1p3\" is not a finite number");
        assertRefused("1,2,0\n1,1f,0\n", ":2:2: \"1f\" is not a finite number");
        assertRefused("1,2,0\n1e60,2,0\n", ":2:1: 1e60 is too large for a 32-bit float");
    }

    @Test
    void countsTheLinesOfQuotedCells() {
        assertRefused("1,\"2\",0\n\n1,2,0\n1,x,0\n", ":4:2: \"x\" is not a finite number");
    }

    @Test
    void refusesLabelsThatAreNoClasses() {
        assertRefused(
                "1,2,3\n",
                ":1:3: the label 3 is outside 0 .. 2 (Small has 3 classes); labels count from 0: if these count from 1,"
                        + " subtract 1, or give the model 4 classes");
        assertRefused(
                "1,2,-1\n",
                ":1:3: the label -1 is outside 0 .. 2 (Small has 3 classes); if it stands for none, `ignore = -1` in the"
                        + " loss leaves such samples out");
        assertRefused(
                "1,2,1.5\n",
                ":1:3: the label 1.5 is not a whole number; a model that tells numbers ends with `fc(1)` and has a loss such"
                        + " as mse");
        assertRefused("1,2,1e30\n", ":1:3: the label 1e30 is outside 0 .. 2 (Small has 3 classes)");
    }

    @Test
    void refusesATableThatDoesNotFitTheModel() {
        assertRefused(
                "1,2,3,0\n",
                ": it has 4 columns, but Small needs 3: 2 inputs and one label\n"
                        + "  --ignore leaves columns out by their numbers, from 1");
        assertRefused("1\n", ": it has 1 column, but Small needs 3: 2 inputs and one label");
        assertRefused("1,2,0\n1\n", ":2: this row has 1 column, but the first has 3");
        assertRefused("1,2,0\n1,2\n", ":2: this row has 2 columns, but the first has 3");
        assertRefused("1,2,0\n1,2,3,0\n", ":2: this row has 4 columns, but the first has 3");
    }

    @Test
    void refusesAFileWithoutSamples() {
        assertRefused("", ": it is empty");
        assertRefused("\n\n", ": it is empty");
        assertRefused("a,b,c\n", ": there are no samples in it");
    }

    @Test
    void asksWhetherAHalfNumericFirstRowIsAHeading() {
        assertRefused(
                "1,2x,0\n",
                ":1:2: \"2x\" is not a number, while others of the first row are; if the row holds names, say --header yes");
    }

    @Test
    void refusesColumnsThatAreNotThere() {
        String message = refusal("a,b,c\n1,2,0\n", answers("d"));
        assertEquals(": there is no column \"d\": its columns are a, b, c, numbered 1 .. 3", message);
        assertEquals(
                ": there is no column \"4\": it has no heading, numbered 1 .. 3", refusal("1,2,0\n", answers("4")));
        assertEquals(": Small needs 1 label column, not 2", refusal("1,2,0\n", answers("1", "2")));
    }

    @Test
    void refusesBytesThatAreNoText() throws IOException {
        Path file = write(new byte[] {'1', ',', (byte) 0xC3, '(', ',', '0'});
        DataException refusal =
                assertThrows(DataException.class, () -> SampleReader.read(DataSource.of(file), TWO_INPUTS));
        assertEquals(
                file
                        + ": it is not UTF-8 text, so it is no CSV file\n  a table in another encoding, such as that of Excel on"
                        + " Windows, is converted by iconv -f WINDOWS-1252 -t UTF-8 FILE > utf8.csv",
                refusal.getMessage());
    }

    @Test
    void refusesDamagedGzip() throws IOException {
        Path file = write(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7});
        DataException refusal =
                assertThrows(DataException.class, () -> SampleReader.read(DataSource.of(file), TWO_INPUTS));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith(file + ": it is compressed by gzip, but "));
    }

    @Test
    void refusesGzipThatIsCutOff() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("1,2,0\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = packed.toByteArray();
        Path file = write(Arrays.copyOf(whole, whole.length - 12));
        DataException refusal =
                assertThrows(DataException.class, () -> SampleReader.read(DataSource.of(file), TWO_INPUTS));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith(file + ": "), refusal::getMessage);
    }

    private Samples read(String text) throws IOException {
        return read(text, List.of());
    }

    private Samples read(String text, List<String> answers) throws IOException {
        return SampleReader.read(source(write(text.getBytes(StandardCharsets.UTF_8)), answers), TWO_INPUTS);
    }

    private void assertRefused(String text, String message) {
        assertEquals(message, refusal(text, List.of()));
    }

    /** The message without the file's name. */
    private String refusal(String text, List<String> answers) {
        DataException refusal = assertThrows(DataException.class, () -> read(text, answers));
        return String.valueOf(refusal.getMessage())
                .substring(folder.resolve("data.csv").toString().length());
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("data.csv"), bytes);
    }

    private static DataSource source(Path file, List<String> answers) {
        return new DataSource(file, Optional.empty(), CsvOptions.DEFAULT.withAnswers(answers.toArray(String[]::new)));
    }

    private static List<String> answers(String... columns) {
        return List.of(columns);
    }

    private static float[] inputs(Samples samples, int width) {
        float[] all = new float[samples.count() * width];
        int[] order = IntStream.range(0, samples.count()).toArray();
        samples.gatherInputs(order, 0, order.length, NetworkInput.of(all));
        return all;
    }
}
