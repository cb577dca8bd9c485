package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --one-hot}: columns of words among the inputs, in every verb that reads a table. */
class OneHotTest {

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.writeString(
                folder.resolve("m.lamina"),
                "model M { input x: vector[4]  fc(1)  loss mse  train { optimizer sgd(rate = 0.1)  batch 4  epochs 30 } }");
    }

    private Path table(String name, String rows) throws IOException {
        return Files.writeString(folder.resolve(name), rows);
    }

    private Command run(String verb, Path data, Object... more) {
        List<Object> words = new ArrayList<>(List.of(verb, model, "--data", data));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    private byte[] trained(String name, String rows, Object... more) throws IOException {
        List<Object> options = new ArrayList<>(List.of("--weights-out", folder.resolve(name + ".safetensors")));
        options.addAll(Arrays.asList(more));
        Command train = run("train", table(name + ".csv", rows), options.toArray());
        assertEquals(0, train.exit(), train::err);
        return Files.readAllBytes(folder.resolve(name + ".safetensors"));
    }

    private static String words() {
        String rows = "size,colour,price\n1,red,3\n2,blue,2\n0.5,\"green \",1\n1.5,red,3.5\n";
        return rows + rows.substring(rows.indexOf('\n') + 1).repeat(5);
    }

    @Test
    void wordsTrainAsTheColumnsThatPeopleMakeOfThem() throws IOException {
        String made = "colour=blue,colour=green,colour=red,size,price\n"
                + "0,0,1,1,3\n1,0,0,2,2\n0,1,0,0.5,1\n0,0,1,1.5,3.5\n".repeat(6);
        assertArrayEquals(trained("made", made), trained("words", words(), "--one-hot", "colour"));
        assertArrayEquals(trained("made", made), trained("number", words(), "--one-hot", "2"));
        assertArrayEquals(
                trained("made", made),
                trained("chosen", words(), "--one-hot", "colour", "--inputs", "colour,size", "--label", "price"));
        assertArrayEquals(trained("made", made), trained("numbers", words(), "--one-hot", "2", "--inputs", "2,1"));
        String turned = words().replaceAll("(?m)^([^,]*),([^,]*),", "$2,$1,");
        assertArrayEquals(trained("made", made), trained("range", turned, "--one-hot", "1", "--inputs", "1-2"));
    }

    @Test
    void aColumnOfWordsMayBeNamedByItsNumberWhereverInputsAre() throws IOException {
        trained("words", words(), "--one-hot", "colour");
        Path weights = folder.resolve("words.safetensors");
        Path fresh = table("fresh.csv", "id,colour,size\n7,red,1\n");
        Command named = run("predict", fresh, "--weights", weights);
        Command numbered = run("predict", fresh, "--weights", weights, "--inputs", "2-3");
        assertEquals(0, numbered.exit(), numbered::err);
        assertEquals(named.out(), numbered.out());
        Command eval = run("eval", folder.resolve("words.csv"), "--weights", weights, "--inputs", "1,2");
        assertEquals(0, eval.exit(), eval::err);
    }

    @Test
    void theWeightsKnowTheWordsInEvalAndPredict() throws IOException {
        trained("words", words(), "--one-hot", "colour");
        Path weights = folder.resolve("words.safetensors");
        Command eval = run("eval", folder.resolve("words.csv"), "--weights", weights);
        assertEquals(0, eval.exit(), eval::err);
        assertTrue(eval.out().startsWith("samples: 24\n"), eval::out);
        Path fresh = table("fresh.csv", "id,colour,size\na,red,1\nb,blue,1\n");
        Command predict = run("predict", fresh, "--weights", weights, "--keep", "id,colour");
        assertEquals(0, predict.exit(), predict::err);
        List<String> lines = predict.out().lines().toList();
        assertTrue(lines.get(1).startsWith("a,red,") && lines.get(2).startsWith("b,blue,"), predict::out);
        Command json = Command.runWith(
                "{\"colour\":\"red\",\"size\":1}\n{\"size\":1,\"colour\":\"blue\"}\n",
                Map.of(),
                "predict",
                model,
                "--weights",
                weights,
                "--format",
                "csv");
        assertEquals(0, json.exit(), json::err);
        List<String> same = json.out().lines().toList();
        assertEquals("a,red," + same.get(1), lines.get(1));
        assertEquals("b,blue," + same.get(2), lines.get(2));
    }

    @Test
    void aWordThatWasNotTrainedOnIsTold() throws IOException {
        trained("words", words(), "--one-hot", "colour");
        Path weights = folder.resolve("words.safetensors");
        Path fresh = table("fresh.csv", "size,colour\n1,red\n1,pink\n1,blue\n");
        Command stopped = run("predict", fresh, "--weights", weights);
        assertEquals(1, stopped.exit());
        assertEquals(
                "error: " + fresh + ":3:2: \"pink\" is none of the words of colour: blue, green, red\n", stopped.err());
        Command skipped = run("predict", fresh, "--weights", weights, "--on-error", "skip");
        assertEquals(3, skipped.out().lines().count(), skipped::out);
        Command json =
                Command.runWith("{\"colour\":\"pink\",\"size\":1}\n", Map.of(), "predict", model, "--weights", weights);
        assertEquals(1, json.exit());
        assertTrue(json.err().contains("\"pink\" is none of the words of colour"), json::err);
    }

    @Test
    void aCellWithoutAWordIsMissing() throws IOException {
        Path gap = table("gap.csv", words() + "1,,2\n");
        Command refused = run("train", gap, "--one-hot", "colour", "--weights-out", folder.resolve("w"));
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains(": one cell has no value: row 26, column 2 (colour)\n"), refused::err);
        Command zero =
                run("train", gap, "--one-hot", "colour", "--missing", "zero", "--weights-out", folder.resolve("w"));
        assertEquals(0, zero.exit(), zero::err);
        assertTrue(zero.out().contains("20 samples to learn from, 5 held out"), zero::out);
        assertTrue(zero.err().contains(": one cell has no value and gets 0\n"), zero::err);
    }

    @Test
    void anotherNumberOfWordsThanTheModelTakesIsToldWithTheirColumns() throws IOException {
        Command few = run(
                "train",
                table("few.csv", "size,colour,price\n1,red,3\n2,blue,2\n"),
                "--one-hot",
                "colour",
                "--weights-out",
                folder.resolve("w"));
        assertEquals(1, few.exit());
        assertTrue(few.err().contains("colour=blue, colour=red"), few::err);
        Command none = run("train", table("none.csv", "1,red,3\n"), "--one-hot", "2", "--header", "no");
        assertTrue(none.err().endsWith("--one-hot gives names to columns, so the table needs a heading\n"), none::err);
    }
}
