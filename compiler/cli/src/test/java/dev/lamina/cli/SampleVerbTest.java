package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of characters, from a text to a text: {@code lamina train}, {@code eval} and {@code sample}. */
class SampleVerbTest {

    private static final String MODEL = """
            model Letters(vocabulary = 5) {
                input text: tokens[8] below vocabulary
                embedding(6)
                gru(12)
                fc(vocabulary)
                loss cross_entropy
                train { optimizer adam(rate = 0.03)  batch 4  epochs 12  seed 3 }
            }
            """;

    @TempDir
    private Path folder;

    private Path model;
    private Path text;
    private Path weights;

    @BeforeEach
    void writeFiles() throws IOException {
        model = Files.writeString(folder.resolve("letters.lamina"), MODEL);
        text = Files.writeString(folder.resolve("letters.txt"), "abcd\n".repeat(160));
        weights = folder.resolve("w.safetensors");
    }

    private Command train() {
        return Command.run("train", model, "--data", text, "--weights-out", weights);
    }

    @Test
    void learnsATextAndWritesOnInIt() {
        Command train = train();
        assertEquals(0, train.exit(), train::err);
        assertTrue(train.out().contains("held out"), train::out);
        assertTrue(train.out().contains("order-3 frequencies"), train::out);

        Command sample =
                Command.run("sample", model, "--weights", weights, "--prompt", "ab", "--length", 8, "--temperature", 0);
        assertEquals(0, sample.exit(), sample::err);
        assertEquals("abcd\nabcd\n", sample.out().substring(0, 10));

        Command eval = Command.run("eval", model, "--weights", weights, "--data", text);
        assertEquals(0, eval.exit(), eval::err);
        assertTrue(eval.out().contains("bits per character: 0."), eval::out);
    }

    @Test
    void drawsTheSameForASeedAndOtherwiseForAnother() {
        train();
        String first = sample(1);
        assertEquals(first, sample(1));
        assertFalse(first.equals(sample(2)));
    }

    @Test
    void aModelThatReadsFromTheEndCannotWrite() throws IOException {
        Files.writeString(model, MODEL.replaceFirst("(gru|lstm|rnn)\\((\\d+)\\)", "$1($2, bidirectional = true)"));
        train();
        Command sample = Command.run("sample", model, "--weights", weights);
        assertEquals(1, sample.exit(), sample::out);
        assertTrue(sample.err().contains("cannot write step by step: `"), sample::err);
    }

    private String sample(int seed) {
        return Command.run("sample", model, "--weights", weights, "--temperature", 9, "--seed", seed)
                .out();
    }

    @Test
    void aVocabularyThatDoesNotFitIsToldWithTheOneThatDoes() throws IOException {
        Files.writeString(text, "abcdef\n".repeat(100));
        Command train = train();
        assertEquals(1, train.exit(), train::out);
        assertTrue(
                train.err()
                        .contains("there are 7 different characters, but Letters has 5 tokens;"
                                + " -D vocabulary=7 makes it fit"),
                train::err);
    }

    @Test
    void tokensToSpareStandForNothing() {
        Command train = Command.run(
                "train", model, "-D", "vocabulary=40", "--data", text, "--weights-out", weights, "--epochs", 1);
        assertEquals(0, train.exit(), train::err);
        Command sample = Command.run(
                "sample", model, "-D", "vocabulary=40", "--weights", weights, "--temperature", 99, "--length", 300);
        assertEquals(0, sample.exit(), sample::err);
        assertTrue(sample.out().matches("[abcd\n]{300}\n"), sample::out);
    }

    @Test
    void aCharacterThatTheWeightsDoNotKnowIsTold() {
        train();
        Command sample = Command.run("sample", model, "--weights", weights, "--prompt", "abx");
        assertEquals(1, sample.exit(), sample::out);
        assertTrue(sample.err().contains("the character \"x\" (U+0078) is none of the 5"), sample::err);
    }
}
