package dev.lamina.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.cli.Command;
import dev.lamina.cli.command.CommandRunner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that cannot be printed are an error of every verb. */
class StandardOutputTest {

    private static final String MODEL = """
            model Two {
                input x: vector[2]
                fc(2)
                loss cross_entropy
                train { optimizer sgd(rate = 0.1)  batch 4  epochs 2 }
            }
            """;
    private static final String CHARACTERS = """
            model Next {
                input text: tokens[4] below 8
                embedding(4)  gru(4)  fc(8)
                loss cross_entropy
                train { optimizer sgd(rate = 0.1)  batch 4  epochs 1 }
            }
            """;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeFiles() throws IOException {
        Files.writeString(folder.resolve("m.lamina"), MODEL);
        Files.writeString(folder.resolve("c.lamina"), CHARACTERS);
        Files.writeString(folder.resolve("d.csv"), "1,2,0\n2,1,1\n".repeat(20));
        Files.writeString(folder.resolve("x.csv"), "1,2\n2,1\n");
        Files.writeString(folder.resolve("t.txt"), "abcabdabcabe".repeat(20));
        assertEquals(
                0,
                Command.run(words("train F/m.lamina --data F/d.csv --weights-out F/w.safetensors"))
                        .exit());
        assertEquals(
                0,
                Command.run(words("train F/c.lamina --data F/t.txt --weights-out F/c.safetensors"))
                        .exit());
    }

    private static Object[] words(String line) {
        return line.replace("F/", folder + "/").split(" ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "help train",
                "generate-completion",
                "check F/m.lamina",
                "check --json F/m.lamina",
                "check --help",
                "summary F/m.lamina",
                "summary --json F/m.lamina",
                "explain E0301",
                "fmt -",
                "compile F/m.lamina -o F/java",
                "compile F/m.lamina --dump=loops",
                "train F/m.lamina --data F/d.csv --weights-out F/w2.safetensors",
                "sample F/c.lamina --weights F/c.safetensors --length 10",
                "eval F/m.lamina --data F/d.csv --weights F/w.safetensors",
                "eval F/m.lamina --data F/d.csv --weights F/w.safetensors --json",
                "predict F/m.lamina --data F/x.csv --weights F/w.safetensors",
                "gradcheck F/m.lamina",
                "bench F/m.lamina --seconds 0.01",
                "bench F/m.lamina --seconds 0.01 --json",
                "graph F/m.lamina -o F/g.dot",
                "diff F/m.lamina F/c.lamina",
                "diff --json F/m.lamina F/m.lamina",
                "repl -e :help",
                "weights inspect F/w.safetensors"
            })
    void whatCannotBePrintedIsAnError(String line) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = run(failing("No space left on device", false), err, line);
        String text = err.toString(StandardCharsets.UTF_8);
        assertEquals(1, exit, text);
        assertTrue(text.endsWith("error: standard output: No space left on device\n"), text);
    }

    @Test
    void aReaderThatHasEnoughIsNoError() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(141, run(failing("Broken pipe", true), err, "summary F/m.lamina"));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void anErrorOfItsOwnKeepsItsExitCode() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(2, run(failing("Broken pipe", true), err, "chekc"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("did you mean `check`?"));
    }

    /** The terminal of a run may be gone; what it learnt is not. */
    @Test
    void aTrainingThatNobodyWatchesSavesWhatItLearnt() {
        run(
                failing("No space left", false),
                new ByteArrayOutputStream(),
                "train F/m.lamina --data F/d.csv --weights-out F/n");
        assertTrue(Files.exists(folder.resolve("n")));
    }

    private int run(StandardOutput out, ByteArrayOutputStream err, String line) {
        Console console = new Console(
                new ByteArrayInputStream(MODEL.getBytes(StandardCharsets.UTF_8)),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Map.of());
        return CommandRunner.run(console, Arrays.copyOf(words(line), words(line).length, String[].class));
    }

    private static StandardOutput failing(String reason, boolean pipe) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException(reason);
            }
        };
        return new StandardOutput(full, () -> pipe);
    }
}
