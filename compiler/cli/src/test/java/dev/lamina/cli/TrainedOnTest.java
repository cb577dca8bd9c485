package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.CounterRandom;
import dev.lamina.runtime.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights know what they were trained on: columns by their names, labels in words, scaling. */
class TrainedOnTest {

    private static final String MODEL = """
            model Sign {
                input x: vector[2]
                fc(4)  tanh
                fc(2)
                loss cross_entropy
                train { optimizer adam(rate = 0.05)  batch 8  epochs 20  seed 1 }
            }
            """;

    @TempDir
    private Path folder;

    private Path model;
    private Path plain;
    private Path reordered;
    private Path weights;

    @BeforeEach
    void writeFiles() throws IOException {
        model = Files.writeString(folder.resolve("sign.lamina"), MODEL);
        plain = write("plain.csv", "length,width,kind", "%1$.3f,%2$.3f,%3$s");
        reordered = write("reordered.csv", "kind,id,width,length", "%3$s,%4$d,%2$.3f,%1$.3f");
        weights = folder.resolve("w.safetensors");
    }

    /** Rows whose label is the sign of the first of two numbers, from 300 to 500. */
    private Path write(String name, String heading, String row) throws IOException {
        List<String> lines = new ArrayList<>();
        if (!heading.isEmpty()) {
            lines.add(heading);
        }
        IntStream.range(0, 100).forEach(i -> {
            double length = 300 + 200 * CounterRandom.uniform(4, 0, 0, 2L * i);
            double width = CounterRandom.uniform(4, 0, 0, 2L * i + 1);
            lines.add(String.format(Locale.ROOT, row, length, width, length > 400 ? "tall" : "flat", i));
        });
        return Files.write(folder.resolve(name), lines);
    }

    /** Whatever the network would predict, it is not what such an option asks for. */
    @Test
    void optionsThatContradictWhatItWasTrainedOnAreRefused() {
        Path state = folder.resolve("run.state");
        train(plain, "--state", state);
        for (String[] each : new String[][] {
            {"--ignore", "width", "--ignore leaves out the column \"width\""},
            {"--ignore", "1", "--ignore leaves out the column \"length\""},
            {"--one-hot", "width", "--one-hot makes words of the column \"width\""}
        }) {
            String expected = each[2] + ", but the network was trained on its numbers";
            Command evaluated = Command.run("eval", model, "--data", plain, "--weights", weights, each[0], each[1]);
            assertEquals(1, evaluated.exit());
            assertTrue(evaluated.err().contains(expected), evaluated.err());
            Command resumed = Command.run("train", model, "--data", plain, "--resume", state, each[0], each[1]);
            assertEquals(1, resumed.exit());
            assertTrue(resumed.err().contains(expected), resumed.err());
        }
        Command other = Command.run("eval", model, "--data", reordered, "--weights", weights, "--ignore", "id,gone");
        assertEquals(0, other.exit(), other.err());
    }

    @Test
    void evaluatesColumnsInAnyOrder() {
        train(plain, "--standardise");
        String first = eval(plain).out();
        assertTrue(first.contains("accuracy: 9") || first.contains("accuracy: 100"), first);
        assertTrue(first.contains("flat"), first);
        assertEquals(first, eval(reordered).out());
    }

    @Test
    void testsWithColumnsInAnyOrder() {
        String alike = train(plain, "--standardise", "--test-data", plain).out();
        String other = train(plain, "--standardise", "--test-data", reordered).out();
        assertEquals(withoutSpeed(alike), withoutSpeed(other));
    }

    @Test
    void listsColumnsThatAreOthers() throws IOException {
        train(plain, "--standardise");
        Path other = write("other.csv", "height,width,kind", "%1$.3f,%2$.3f,%3$s");
        for (Command command :
                List.of(eval(other), train(other, "--weights", weights), train(plain, "--test-data", other))) {
            assertEquals(1, command.exit(), command::out);
            assertTrue(
                    command.err()
                            .endsWith(
                                    "error: " + other + ": its columns are not those that the network was trained on\n"
                                            + "  trained on: length, width\n  in the file: height, width, kind\n"),
                    command::err);
        }
    }

    @Test
    void goesByPositionsWithoutAHeadingAndSaysSo() throws IOException {
        train(plain, "--standardise");
        Path bare = write("bare.csv", "", "%1$.3f,%2$.3f,%3$s");
        Command eval = eval(bare);
        assertEquals(eval(plain).out(), eval.out());
        assertEquals(
                "note: " + bare + ": there is no heading, so columns are taken to be, in this order, those trained on:"
                        + " length, width\n",
                eval.err());
    }

    @Test
    void refusesAScaleThatContradictsTheWeights() {
        train(plain, "--scale", "100");
        assertEquals(0, eval(plain).exit());
        assertEquals(0, eval(plain, "--scale", "100").exit());
        assertEquals(0, eval(plain, "--scale", "max").exit());
        for (Command command :
                List.of(eval(plain, "--scale", "50"), train(plain, "--weights", weights, "--scale", "50"))) {
            assertEquals(
                    "error: --scale is 50, but the weights were trained on inputs that are divided by 100\n",
                    command.err());
        }
        assertEquals(
                "error: --standardise, but the weights were trained on inputs that are divided by 100\n",
                train(plain, "--weights", weights, "--standardise").err());
    }

    @Test
    void refusesAScaleOfWeightsThatWereTrainedWithoutOne() throws IOException {
        Path bare = write("bare.csv", "", "%1$.3f,%2$.3f,1");
        train(bare, "--scale", "none");
        assertEquals(0, eval(bare, "--scale", "none").exit());
        for (Command command : List.of(eval(bare, "--scale", "5"), train(bare, "--weights", weights, "--scale", "5"))) {
            assertEquals(
                    "error: --scale is 5, but the weights were trained on inputs that are not scaled\n", command.err());
        }
        assertTrue(train(bare, "--weights", weights, "--standardise")
                .err()
                .contains("error: --standardise, but the weights were trained on inputs that are not scaled"));
    }

    @Test
    void dividesBytesOfImagesOnlyIfTheWeightsSaySo() throws IOException {
        Path images = images();
        train(images, "--scale", "none", "--test-fraction", "0");
        Command own = eval(images);
        assertEquals("", own.err());
        assertEquals(own.out(), eval(images, "--scale", "none").out());
        Safetensors.write(weights, Safetensors.read(weights).values());
        Command foreign = eval(images);
        assertEquals(own.out(), foreign.out());
        assertEquals(
                "note: " + images + ": the weights do not say how inputs were scaled, so bytes stay 0 .. 255;"
                        + " --scale 255 makes them 0 .. 1\n",
                foreign.err());
        assertNotEquals(own.out(), eval(images, "--scale", "255").out());
        Command predict = Command.run("predict", model, "--data", images, "--weights", weights);
        assertTrue(predict.err().startsWith("note: the weights do not say how inputs were scaled"), predict::err);
    }

    /** IDX files of images of two bytes and their labels. */
    private Path images() throws IOException {
        ByteBuffer pixels =
                ByteBuffer.allocate(12 + 40).putInt(0x0802).putInt(20).putInt(2);
        ByteBuffer labels = ByteBuffer.allocate(8 + 20).putInt(0x0801).putInt(20);
        IntStream.range(0, 20).forEach(i -> {
            pixels.put((byte) (10 * i)).put((byte) 100);
            labels.put((byte) (i / 10));
        });
        Files.write(folder.resolve("i-labels-idx1-ubyte"), labels.array());
        return Files.write(folder.resolve("i-images-idx3-ubyte"), pixels.array());
    }

    @Test
    void notesThatWeightsKnowNoNamesOfColumns() throws IOException {
        Path bare = write("bare.csv", "", "%1$.3f,%2$.3f,1");
        Path named = write("named.csv", "length,width,kind", "%1$.3f,%2$.3f,1");
        train(bare, "--scale", "400");
        String note = "no names of columns, so the inputs are taken in the order of the table\n";
        assertEquals(
                "note: " + named + ": the weights know " + note, eval(named).err());
        assertEquals("", eval(bare).err());
        assertTrue(train(named, "--weights", weights).err().contains("the weights know " + note));
        train(bare, "--scale", "400");
        assertTrue(train(bare, "--test-data", named).err().contains("the data to learn from have " + note));
    }

    @Test
    void refusesWordsWhereNothingSaysWhichClassTheyAre() throws IOException {
        Path numbers = write("numbers.csv", "length,width,kind", "%1$.3f,%2$.3f,1");
        train(numbers);
        assertTrue(eval(plain)
                .err()
                .contains("its labels are words, flat, tall, but the network was trained with numbers"));
    }

    @Test
    void goesOnWithTheScalingThatItBeganWithBitForBit() throws IOException {
        train(plain, "--standardise", "--epochs", 4);
        byte[] whole = Files.readAllBytes(weights);
        Path state = folder.resolve("run.state");
        train(plain, "--standardise", "--epochs", 2, "--state", state);
        Command rest = train(plain, "--standardise", "--epochs", 4, "--resume", state);
        assertEquals(0, rest.exit(), rest::err);
        assertArrayEquals(whole, Files.readAllBytes(weights));
    }

    @Test
    void saysInTheJsonWhatTheClassesAreCalled() {
        train(plain, "--standardise");
        String json = eval(plain, "--json").out();
        assertTrue(json.contains("\"labels\": [\n    \"flat\",\n    \"tall\"\n  ]"), json);
        assertTrue(json.contains("\"rootMeanSquaredError\": null"), json);
    }

    private Command train(Path data, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", model, "--data", data, "--weights-out", weights));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    private Command eval(Path data, Object... more) {
        List<Object> words = new ArrayList<>(List.of("eval", model, "--data", data, "--weights", weights));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    private static String withoutSpeed(String out) {
        return out.replaceAll(" +[\\d,]+/s", "");
    }
}
