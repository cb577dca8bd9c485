package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.lamina.cli.command.CommandRunner;
import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.StandardOutput;
import dev.lamina.runtime.CounterRandom;
import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code lamina predict}: rows in, predictions out. */
class PredictVerbTest {

    private static final String POINTS = """
            model Points {
                input point: vector[2]
                fc(8)  tanh
                fc(3)
                loss cross_entropy
                train { optimizer adam(rate = 0.05)  batch 16  epochs 30  seed 3 }
            }
            """;
    private static final String PRICES = """
            model Prices {
                input flat: vector[2]
                fc(8)  tanh
                fc(1)
                loss mse
                train { optimizer adam(rate = 0.05)  batch 16  epochs 60  seed 3 }
            }
            """;
    private static final List<String> TREES = List.of("oak", "ash, common", "elm");

    @TempDir
    private static Path folder;

    private static Path points;
    private static Path trees;
    private static Path prices;
    private static Path priceWeights;

    @BeforeAll
    static void train() throws IOException {
        points = Files.writeString(folder.resolve("points.lamina"), POINTS);
        prices = Files.writeString(folder.resolve("prices.lamina"), PRICES);
        trees = folder.resolve("trees.safetensors");
        priceWeights = folder.resolve("prices.safetensors");
        StringBuilder rows = new StringBuilder("x,y,tree\n");
        StringBuilder flats = new StringBuilder("area,rooms,price\n");
        for (int i = 0; i < 150; i++) {
            double x = 2 * Math.sin(i % 3 * 2.1) + value(2 * i);
            double y = 2 * Math.cos(i % 3 * 2.1) + value(2 * i + 1);
            rows.append(String.format(Locale.ROOT, "%.3f,%.3f,\"%s\"\n", x, y, TREES.get(i % 3)));
            double area = 70 + 60 * value(2 * i);
            flats.append(String.format(Locale.ROOT, "%.1f,%d,%.0f\n", area, 1 + i % 5, 3000 * area + 5000 * (i % 5)));
        }
        Path data = Files.writeString(folder.resolve("trees.csv"), rows);
        Path flat = Files.writeString(folder.resolve("flats.csv"), flats);
        assertEquals(
                0,
                Command.run("train", points, "--data", data, "--weights-out", trees)
                        .exit());
        Command train = Command.run("train", prices, "--data", flat, "--standardise", "--weights-out", priceWeights);
        assertEquals(0, train.exit(), train::err);
    }

    private static double value(int i) {
        return CounterRandom.uniform(9, 0, 0, i) - 0.5;
    }

    private static Command predict(String in, Object... more) {
        List<Object> words = new ArrayList<>(List.of("predict", points, "--weights", trees));
        words.addAll(Arrays.asList(more));
        return Command.runWith(in, Map.of(), words.toArray());
    }

    @Test
    void aTableGivesALabelByNameAndAProbabilityForEachClass() {
        Command done = predict("x,y\n0,2\n1.8,-1\n");
        assertEquals(0, done.exit(), done::err);
        assertEquals("", done.err());
        List<String> lines = done.out().lines().toList();
        assertEquals("tree,\"p_ash, common\",p_elm,p_oak", lines.get(0));
        assertTrue(lines.get(1).startsWith("oak,"), lines::toString);
        assertTrue(lines.get(2).startsWith("\"ash, common\",0.9"), lines::toString);
        double sum = Arrays.stream(lines.get(1).split(",", -1))
                .skip(1)
                .mapToDouble(Double::parseDouble)
                .sum();
        assertEquals(1, sum, 1e-6);
    }

    @Test
    void columnsAreFoundByTheirNamesAndThoseToKeepGoToTheOutput() {
        String plain = predict("x,y\n0,2\n1.8,-1\n").out();
        Command done = predict("id,y,tree,x\n007,2,elm,0\n\"a,b\",-1,elm,1.8\n", "--keep", "id");
        assertEquals(0, done.exit(), done::err);
        assertEquals("note: <stdin>: it has what is to be predicted, tree, which is not used\n", done.err());
        List<String> wanted = plain.lines().toList();
        assertEquals(
                List.of("id," + wanted.get(0), "007," + wanted.get(1), "\"a,b\"," + wanted.get(2)),
                done.out().lines().toList());
    }

    @Test
    void aKeptColumnLeavesThePredictionAnotherName() {
        Command done = predict("x,y,tree\n0,2,elm\n", "--keep", "tree");
        assertTrue(done.out().startsWith("tree,predicted_tree,"), done::out);
        assertTrue(done.out().contains("\nelm,oak,"), done::out);
        assertEquals("", done.err());
    }

    @Test
    void aFileGivesWhatStandardInputGives() throws IOException {
        String text = "x;y\n0,25;2\n1,8;-1\n";
        Path csv = Files.writeString(folder.resolve("in.csv"), text);
        Path packed = folder.resolve("in.csv.gz");
        try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(packed))) {
            to.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Path out = folder.resolve("new").resolve("out.csv");
        String wanted = predict("x,y\n0.25,2\n1.8,-1\n").out();
        assertEquals(wanted, predict(text).out());
        assertEquals(wanted, predict("", "--data", csv).out());
        assertEquals(wanted, predict("", "--data", packed).out());
        assertEquals("", predict("", "--data", packed, "--out", out).out());
        assertEquals(wanted, Files.readString(out));
    }

    @Test
    void linesOfJsonGiveTheNumbersThatATableGives() {
        String table = predict("x,y\n0.1,2\n").out().lines().toList().get(1);
        Command done = predict(
                "{\"y\":2,\"x\":0.1,\"id\":7}\n\n{\"point\":[0.1,2],\"id\":{\"a\":[1]}}\n[0.1,[2]]\n", "--keep", "id");
        assertEquals(0, done.exit(), done::err);
        List<JsonObject> lines = done.out()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertEquals(3, lines.size());
        assertEquals("7", lines.get(0).get("id").toString());
        assertEquals("{\"a\":[1]}", lines.get(1).get("id").toString());
        assertTrue(lines.get(2).get("id").isJsonNull());
        for (JsonObject line : lines) {
            assertEquals("oak", line.get("tree").getAsString());
            JsonObject probabilities = line.getAsJsonObject("probabilities");
            assertEquals(
                    table,
                    "oak," + probabilities.get("ash, common") + "," + probabilities.get("elm") + ","
                            + probabilities.get("oak"));
        }
        assertEquals(
                "7," + table,
                predict("{\"x\":0.1,\"y\":2,\"id\":\"7\"}", "--format", "csv", "--keep", "id")
                        .out()
                        .lines()
                        .toList()
                        .get(1));
    }

    @Test
    void tensorsAndIdxGiveTheNumbersThatATableGives() throws IOException {
        Path tensor = folder.resolve("in.safetensors");
        Safetensors.write(tensor, List.of(Tensor.ofFloats("point", new int[] {2, 2}, new float[] {0.1f, 2, 1.8f, -1})));
        assertEquals(
                predict("x,y\n0.1,2\n1.8,-1\n").out(),
                predict("", "--data", tensor).out());
        assertEquals(1, predict("", "--data", tensor, "--keep", "id").exit());
        byte[] idx = {0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 3, 200 - 256};
        Path bytes = Files.write(folder.resolve("in.idx"), idx);
        assertEquals(predict("x,y\n3,200\n").out(), predict("", "--data", bytes).out());
    }

    /** Numbers as they are in the data: the weights know how area and price were scaled. */
    @Test
    void aRegressionGivesItsNumbersByTheNameOfTheTarget() {
        Command done = Command.runWith("rooms,area\n3,70\n", Map.of(), "predict", prices, "--weights", priceWeights);
        assertEquals(0, done.exit(), done::err);
        List<String> lines = done.out().lines().toList();
        assertEquals("price", lines.get(0));
        assertEquals(220_000, Double.parseDouble(lines.get(1)), 5_000);
        Command json =
                Command.runWith("{\"rooms\":3,\"area\":70}", Map.of(), "predict", prices, "--weights", priceWeights);
        assertEquals("{\"price\":" + lines.get(1) + "}\n", json.out());
        Command filled = Command.runWith(
                "rooms,area\n3,\n", Map.of(), "predict", prices, "--weights", priceWeights, "--missing", "mean");
        assertEquals(0, filled.exit(), filled::err);
        assertNotEquals("", filled.out().lines().toList().get(1));
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBytesInTheOrderOfTheRows() {
        StringBuilder rows = new StringBuilder("id,x,y\n");
        for (int i = 0; i < 5000; i++) {
            rows.append(i)
                    .append(',')
                    .append(value(i))
                    .append(',')
                    .append(value(i + 1))
                    .append('\n');
        }
        String one = predict(rows.toString(), "--keep", "id", "--threads", 1).out();
        assertEquals(5001, one.lines().count());
        assertEquals(
                one, predict(rows.toString(), "--keep", "id", "--threads", 7).out());
        String[] lines = one.split("\n");
        for (int i = 0; i < 5000; i++) {
            assertTrue(lines[i + 1].startsWith(i + ","), lines[i + 1]);
        }
    }

    @Test
    void aRowThatIsWrongEndsTheCommandAfterTheRowsBeforeIt() throws IOException {
        String rows = "x,y\n0,2\n1,\n1,two\n1,2,3\n0,2\n";
        Command stopped = predict(rows);
        assertEquals(1, stopped.exit());
        assertEquals(2, stopped.out().lines().count(), stopped::out);
        assertTrue(stopped.err().startsWith("error: <stdin>:3:2: there is no value; "), stopped::err);
        Path out = folder.resolve("none.csv");
        assertEquals(1, predict(rows, "--out", out).exit());
        assertFalse(Files.exists(out));
        try (Stream<Path> left = Files.list(folder)) {
            assertTrue(left.noneMatch(file -> file.getFileName().toString().endsWith(".tmp")));
        }
    }

    @Test
    void rowsThatAreWrongAreLeftOutAndCountedIfAsked() {
        Command skipped = predict("x,y\n0,2\n1,\n1,two\n1,2,3\n0,2\n1\n", "--on-error", "skip");
        assertEquals(0, skipped.exit());
        assertEquals(3, skipped.out().lines().count(), skipped::out);
        assertTrue(skipped.err().startsWith("note: 4 rows left out:\n  <stdin>:3:2: there is no value"), skipped::err);
        assertTrue(skipped.err().contains("\n  <stdin>:4:2: \"two\" is not a finite number"), skipped::err);
        assertTrue(
                skipped.err().contains("\n  <stdin>:5: this row has 3 columns, but the first has 2\n  ...\n"),
                skipped::err);
        assertEquals(
                2,
                predict("x,y\n0,2\n1,\n", "--missing", "0")
                        .out()
                        .lines()
                        .skip(1)
                        .count());
        assertEquals(
                2,
                predict("[0,2]\n[1]\nnull\n{\"x\":1}\nnonsense\n[0,2]\n", "--on-error", "skip")
                        .out()
                        .lines()
                        .count());
    }

    /** A tensor is in memory as a whole, but its rows are rows as any others. */
    @Test
    void rowsOfATensorThatAreWrongAreLeftOutOrEndTheCommandAfterThoseBeforeThem() {
        Path rows = folder.resolve("rows.safetensors");
        float[] numbers = {0, 2, Float.NaN, 1, 1.8f, -1, 1, Float.POSITIVE_INFINITY};
        Safetensors.write(rows, List.of(Tensor.ofFloats("point", new int[] {4, 2}, numbers)));
        Command skipped = predict("", "--data", rows, "--on-error", "skip");
        assertEquals(0, skipped.exit(), skipped::err);
        assertEquals(predict("x,y\n0,2\n1.8,-1\n").out(), skipped.out());
        assertTrue(skipped.err().startsWith("note: 2 rows left out:\n  " + rows + ": "), skipped::err);
        Command stopped = predict("", "--data", rows);
        assertEquals(1, stopped.exit());
        assertEquals(predict("x,y\n0,2\n").out(), stopped.out());
        assertTrue(stopped.err().contains("`point`[1, 0] is NaN, which is not a finite 32-bit float"), stopped::err);
    }

    @Test
    void itemsOfAnIdxFileThatAreWrongAreLeftOutOrEndTheCommandAfterThoseBeforeThem() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(12 + 24).putInt(0x0D02).putInt(3).putInt(2);
        for (float number : new float[] {0, 2, 1, Float.NaN, 1.8f, -1}) {
            bytes.putFloat(number);
        }
        Path rows = Files.write(folder.resolve("rows.idx"), bytes.array());
        Command skipped = predict("", "--data", rows, "--on-error", "skip");
        assertEquals(predict("x,y\n0,2\n1.8,-1\n").out(), skipped.out(), skipped::err);
        Command stopped = predict("", "--data", rows);
        assertEquals(1, stopped.exit());
        assertEquals(predict("x,y\n0,2\n").out(), stopped.out());
        assertTrue(stopped.err().contains("item 1, element 1: NaN is not"), stopped::err);
    }

    @Test
    void meansThatTheWeightsDoNotKeepAreMissedBeforeAnythingIsWritten() {
        Command none = predict("x,y\n0,2\n", "--missing", "mean");
        assertEquals(1, none.exit());
        assertEquals("", none.out());
        assertTrue(none.err().contains("--missing mean needs the means that --standardise learns"), none::err);
    }

    /** What is wrong is the output, not the rows. */
    @ParameterizedTest
    @ValueSource(strings = {"x,y\n0,2\n", "[0,2]\n"})
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsToldOfTheFileThatIsWritten(String rows) {
        Command full = predict(rows, "--out", "/dev/full");
        assertEquals(1, full.exit());
        assertEquals("error: /dev/full: No space left on device\n", full.err());
    }

    @Test
    void rowsWithoutAValueAreLeftOutAloneIfAsked() {
        Command missing = predict("x,y\n0,2\n1,\n0,2\n1,two\n", "--missing", "skip");
        assertEquals(1, missing.exit());
        assertTrue(missing.err().startsWith("error: <stdin>:5:2: \"two\" is not"), missing::err);
        assertEquals(3, missing.out().lines().count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a,b\n1,2\n' | its columns are not those that the network was trained on",
                "'X,y\n1,2\n' | is \"X\" meant to be \"x\"?",
                "'{\"x\":1,\"Y\":2}\n' | is \"Y\" meant to be \"y\"?",
                "'\"a,b\",y\n1,2\n' | in the file: \"a,b\", y",
                "'1,2,3,4\n' | it has 4 columns, but Points needs 2: 2 inputs",
                "'' | it is empty",
                "'{\"x\":1}\n' | there is no \"y\"; the network was trained on x, y, this line has x",
                "'{\"x\":1,\"y\":\"2\"}\n' | y: \"2\" is not a number",
                "'[1,2,3]\n' | this line has 3 numbers, but Points needs 2",
                "'{\n' | this line is not a value of JSON",
                "'[[[[[[[[[[1,2]]]]]]]]]]\n' | its arrays are nested deeper than any input",
            })
    void whatIsNoRowOfTheModelIsRefusedWithItsPlace(String in, String message) {
        Command refused = predict(in);
        assertEquals(1, refused.exit());
        assertTrue(refused.err().startsWith("error: <stdin>"), refused::err);
        assertTrue(refused.err().contains(message), refused::err);
    }

    @Test
    void aTableWithoutRowsGivesAHeading() {
        Command none = predict("x,y\n");
        assertEquals(0, none.exit(), none::err);
        assertEquals(1, none.out().lines().count());
    }

    @Test
    void aTableWithoutAHeadingMayHaveTheLabelAtItsEnd() {
        Command done = predict("0,2,oak\n1.8,-1,elm\n");
        assertEquals(0, done.exit(), done::err);
        assertTrue(done.err().contains("is taken to stand in column 3, which is not used"), done::err);
        assertEquals(predict("x,y\n0,2\n1.8,-1\n").out(), done.out());
        Command kept = predict("a7,0,2\nb8,1.8,-1\n", "--keep", "1");
        assertTrue(kept.out().startsWith("column 1,tree,"), kept::out);
        assertTrue(kept.out().contains("\na7,oak,"), kept::out);
    }

    private static final String TAGS = """
            model Tags {
                input words: tokens[4] below 6
                embedding(3)  gru(4)  fc(2)
                loss cross_entropy
            }
            """;

    /** Sequences may be shorter in lines of JSON; a table has a column for each step, and leaves those of padding empty. */
    @Test
    void aModelWithALabelForEachStepGivesThemAll() throws IOException {
        Path model = Files.writeString(folder.resolve("tags.lamina"), TAGS);
        Path weights = folder.resolve("tags.safetensors");
        Path rows = Files.writeString(folder.resolve("tags.csv"), "1,2,3,4,0,1,0,1\n4,3,2,1,1,0,1,0\n".repeat(5));
        assertEquals(
                0,
                Command.run("train", model, "--data", rows, "--epochs", 1, "--weights-out", weights)
                        .exit());
        Object[] words = {"predict", model, "--weights", weights};
        Command json = Command.runWith("[1,2]\n[1,2,3,4]\n", Map.of(), words);
        assertEquals(0, json.exit(), json::err);
        List<JsonObject> lines = json.out()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertEquals(2, lines.get(0).getAsJsonArray("steps").size());
        assertEquals(4, lines.get(1).getAsJsonArray("steps").size());
        assertEquals(
                lines.get(0).getAsJsonArray("steps").get(1),
                lines.get(1).getAsJsonArray("steps").get(1));
        Command table = Command.runWith("1,2,3,4\n", Map.of(), words);
        assertTrue(table.out().startsWith("label_1,label_1_p_0,label_1_p_1,label_2,"), table::out);
        Command padded = Command.runWith("[1,2]", Map.of(), "predict", model, "--weights", weights, "--format", "csv");
        assertTrue(padded.out().endsWith(",,,,,,\n"), padded::out);
        assertEquals(1, Command.runWith("[1,9]", Map.of(), words).exit());
    }

    @Test
    void aTextIsLeftToOtherVerbs() throws IOException {
        String next = TAGS.replace("fc(2)", "fc(6)").replace("Tags", "Next");
        Path model = Files.writeString(folder.resolve("next.lamina"), next);
        Path text = Files.writeString(folder.resolve("book.txt"), "abcde".repeat(40));
        Path weights = folder.resolve("next.safetensors");
        assertEquals(
                0,
                Command.run("train", model, "--data", text, "--epochs", 1, "--weights-out", weights)
                        .exit());
        Command refused = Command.run("predict", model, "--weights", weights, "--data", text);
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("it is a text; lamina sample writes it on"), refused::err);
    }

    /** A model without a loss, as one whose weights come from elsewhere may be. */
    @Test
    void aModelWithoutALossGivesItsOutput() throws IOException {
        Path model = Files.writeString(folder.resolve("bare.lamina"), "model Bare { input x: vector[2]  fc(2) }");
        Path weights = folder.resolve("bare.safetensors");
        Safetensors.write(
                weights,
                List.of(
                        Tensor.ofFloats("fc1.weight", new int[] {2, 2}, new float[] {1, 2, 3, 4}),
                        Tensor.ofFloats("fc1.bias", new int[] {2}, new float[] {0, 1})));
        Command done = Command.runWith("1,10\n", Map.of(), "predict", model, "--weights", weights);
        assertEquals("prediction_1,prediction_2\n21.0,44.0\n", done.out(), done::err);
        Command named = Command.runWith("b,a\n1,10\n", Map.of(), "predict", model, "--weights", weights);
        assertEquals(done.out(), named.out());
        assertTrue(named.err().contains("know no names of columns, so the inputs are taken in the order of the table"));
        Command json = Command.runWith("[1,10]", Map.of(), "predict", model, "--weights", weights);
        assertEquals("{\"prediction\":[21.0,44.0]}\n", json.out());
    }

    @Test
    void usageErrorsAreToldBeforeAnythingIsRead() {
        assertEquals(2, predict("", "--threads", 0).exit());
        assertEquals(2, predict("", "--format", "xml").exit());
        assertEquals(2, Command.run("predict", "-", "--weights", trees).exit());
    }

    @Test
    void aReaderThatHasEnoughEndsTheCommandAtOnce() {
        StringBuilder rows = new StringBuilder("x,y\n");
        for (int i = 0; i < 100_000; i++) {
            rows.append("1,2\n");
        }
        int[] written = {0};
        OutputStream enough = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                if (written[0]++ > 1000) {
                    throw new IOException("Broken pipe");
                }
            }
        };
        ByteArrayInputStream in = new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                in,
                new StandardOutput(enough, () -> true),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Map.of());
        assertEquals(141, CommandRunner.run(console, "predict", points.toString(), "--weights", trees.toString()));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertTrue(in.available() > 0, "it read everything though nobody wanted it");
    }

    /** Whoever writes a row and waits for its prediction before the next must not wait forever. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"'x,y\n' | '0,2\n' | 2", "'' | '[0,2]\n' | 1"})
    void aRowIsAnsweredBeforeTheNextOneComes(String heading, String row, int lines) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PipedOutputStream source = new PipedOutputStream();
        try (InputStream in = new PipedInputStream(source)) {
            Console console = new Console(
                    in,
                    new StandardOutput(out, () -> false),
                    new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                    false,
                    Map.of());
            CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(
                    () -> CommandRunner.run(console, "predict", points.toString(), "--weights", trees.toString()));
            source.write(heading.getBytes(StandardCharsets.UTF_8));
            for (int answered = lines; answered < lines + 3; answered++) {
                source.write(row.getBytes(StandardCharsets.UTF_8));
                source.flush();
                for (int tenths = 0; tenths < 600 && lines(out) < answered; tenths++) {
                    Thread.sleep(100);
                }
                assertEquals(answered, lines(out));
            }
            source.close();
            assertEquals(0, exit.get(1, TimeUnit.MINUTES));
        }
    }

    private static long lines(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8).lines().count();
    }
}
