package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import dev.lamina.runtime.WeightsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Attention carries no state, so the network reads as many of the last characters as its sequences have. */
    @Test
    void aModelWithAttentionWritesFromTheCharactersBefore() throws IOException {
        Files.writeString(text, "aab".repeat(300));
        Files.writeString(model, """
                model Letters(vocabulary = 2) {
                    input text: tokens[7] below vocabulary
                    embedding(8)  positions
                    residual { attention(2, causal = true) }
                    fc(vocabulary)
                    loss cross_entropy
                    train { optimizer adam(rate = 0.03)  batch 8  epochs 30  seed 3 }
                }
                """);
        assertEquals(0, train().exit());
        Command sample = Command.run(
                "sample", model, "--weights", weights, "--prompt", "aab", "--length", 12, "--temperature", 0);
        assertEquals(0, sample.exit(), sample::err);
        assertEquals("aabaabaabaabaab\n", sample.out()); // after one a, what follows depends on the character before it
    }

    @Test
    void aModelOfCausalConvolutionsCarriesTheirLastSteps() throws IOException {
        Files.writeString(text, "aab".repeat(300));
        Files.writeString(
                model,
                MODEL.replace("gru(12)", "conv(12, kernel = 3, padding = causal)  relu")
                        .replace("= 5", "= 2"));
        assertEquals(0, train().exit());
        Command sample = Command.run(
                "sample", model, "--weights", weights, "--prompt", "aab", "--length", 12, "--temperature", 0);
        assertEquals(0, sample.exit(), sample::err);
        assertEquals("aabaabaabaabaab\n", sample.out());
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

    /** The second output has no loss, so that a text has all that the model needs. */
    @Test
    void aModelWithAnotherOutputLearnsATextAndWritesOnInIt() throws IOException {
        Files.writeString(model, """
                model Letters(vocabulary = 5) {
                    input text: tokens[8] below vocabulary
                    embedding(6)
                    output inner: gru(12)
                    output next: fc(vocabulary)
                    loss cross_entropy(next)
                    train { optimizer adam(rate = 0.03)  batch 4  epochs 12  seed 3 }
                }
                """);
        Command train = train();
        assertEquals(0, train.exit(), train::err);
        Command sample =
                Command.run("sample", model, "--weights", weights, "--prompt", "ab", "--length", 8, "--temperature", 0);
        assertEquals(0, sample.exit(), sample::err);
        assertEquals("abcd\nabcd\n", sample.out().substring(0, 10));
        Command eval = Command.run("eval", model, "--weights", weights, "--data", text);
        assertEquals(0, eval.exit(), eval::err);
        assertTrue(eval.out().contains("bits per character: 0."), eval::out);
        Command more = Command.run("sample", model, "--weights", weights, "--input", "mood=1");
        assertTrue(more.err().contains("--input: Letters has no other input \"mood\""), more::err);
    }

    /** One voice says abab, the other one bcbc. */
    private void writeVoices() throws IOException {
        Files.writeString(model, """
                model Voices {
                    input text: tokens[6] below 3
                    input voice: tokens[6] below 2
                    input loudness: sequence[6, 1]
                    fc(8)
                    l: tanh
                    from voice
                    v: embedding(8)
                    from text
                    embedding(8)
                    add(v, l)
                    gru(12)
                    fc(3)
                    loss cross_entropy
                    train { optimizer adam(rate = 0.05)  batch 8  epochs 25  seed 3 }
                }
                """);
        long[][] values = new long[3][40 * 6];
        for (int i = 0; i < 40 * 6; i++) {
            long voice = i / 6 % 2;
            values[0][i] = voice + (i / 12 + i) % 2;
            values[1][i] = voice;
            values[2][i] = voice + (i / 12 + i + 1) % 2;
        }
        text = folder.resolve("voices.safetensors");
        int[] shape = {40, 6};
        Safetensors.write(
                text,
                Map.of("characters", "abc"),
                List.of(
                        Tensor.ofLongs("text", shape, values[0]),
                        Tensor.ofLongs("voice", shape, values[1]),
                        Tensor.ofFloats("loudness", new int[] {40, 6, 1}, new float[240]),
                        Tensor.ofLongs("labels", shape, values[2])));
    }

    @Test
    void aModelWithOtherInputsWritesWithThoseThatAreGiven() throws IOException {
        writeVoices();
        Command train = train();
        assertEquals(0, train.exit(), train::err);
        assertEquals("babababab\n", sampleOf("b", "voice=0", "loudness=0").out());
        assertEquals("bcbcbcbcb\n", sampleOf("b", "voice=1", "loudness=0").out());
        Command missing = sampleOf("b", "voice=1");
        assertEquals(1, missing.exit());
        assertTrue(
                missing.err()
                        .contains("the model Voices takes more than a text; its other inputs are given with"
                                + " --input loudness=... (1 number)"),
                missing::err);
        assertTrue(sampleOf("b", "voice=2", "loudness=0")
                .err()
                .contains("--input voice: 2.0 is no token; they are 0 .. 1"));
        assertTrue(sampleOf("b", "voice=0,1", "loudness=0")
                .err()
                .contains("--input voice has 2 numbers, but Voices needs 1"));
        assertTrue(
                sampleOf("b", "voice=0", "loudness=x").err().contains("--input loudness: \"x\" is no finite number"));
        assertTrue(sampleOf("d", "voice=0", "loudness=0").err().contains("the character \"d\""));
    }

    private Command sampleOf(String prompt, String... inputs) {
        List<Object> arguments = new ArrayList<>(List.of("sample", model, "--weights", weights, "--prompt", prompt));
        Collections.addAll(arguments, "--length", 8, "--temperature", 0);
        for (String input : inputs) {
            Collections.addAll(arguments, "--input", input);
        }
        return Command.run(arguments.toArray());
    }

    @Test
    void outputsThatAreNoNumbersAreRefused() throws IOException {
        train();
        Map<String, Tensor> tensors = new LinkedHashMap<>(Safetensors.read(weights));
        float[] huge = new float[5 * 12];
        Arrays.fill(huge, Float.MAX_VALUE);
        tensors.put("fc1.weight", Tensor.ofFloats("fc1.weight", new int[] {5, 12}, huge));
        Path broken = folder.resolve("broken.safetensors");
        Safetensors.write(broken, Map.of("characters", "\nabcd"), tensors.values());
        Command sample = Command.run("sample", model, "--weights", broken);
        assertEquals(1, sample.exit(), sample::out);
        assertEquals("error: " + broken + ": an output is infinite, so no character can be drawn\n", sample.err());
        assertEquals("", sample.out());
    }

    @Test
    void trainingThatBeginsWithWeightsKeepsTheirCharacters() throws IOException {
        train();
        Path part = Files.writeString(folder.resolve("part.txt"), "bcd\n".repeat(160)); // without the first character
        Path more = folder.resolve("more.safetensors");
        Command train =
                Command.run("train", model, "--data", part, "--weights", weights, "--weights-out", more, "--epochs", 1);
        assertEquals(0, train.exit(), train::err);
        assertEquals("\nabcd", Safetensors.metadata(WeightsSource.of(more)).get("characters"));
        Files.writeString(part, "bcx\n".repeat(160));
        Command other = Command.run("train", model, "--data", part, "--weights", weights, "--weights-out", more);
        assertEquals(1, other.exit(), other::out);
        assertTrue(other.err().contains("the character \"x\" (U+0078) is none of the 5"), other::err);
    }

    @Test
    void aTextHasNoWindowsOfRows() {
        Command train = Command.run("train", model, "--data", text, "--window", 8, "--weights-out", weights);
        assertEquals(1, train.exit(), train::out);
        assertTrue(train.err().contains("--window cuts a table, a CSV file, and this is none"), train::err);
    }

    @Test
    void aCharacterThatTheWeightsDoNotKnowIsTold() {
        train();
        Command sample = Command.run("sample", model, "--weights", weights, "--prompt", "abx");
        assertEquals(1, sample.exit(), sample::out);
        assertTrue(sample.err().contains("the character \"x\" (U+0078) is none of the 5"), sample::err);
    }
}
