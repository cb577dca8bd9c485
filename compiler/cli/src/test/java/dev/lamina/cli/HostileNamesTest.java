package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that would control a terminal, in every place where a name comes from: nothing of them is printed raw. */
class HostileNamesTest {
    /** Sets the title and the colour, rings, turns the direction around, is an 8-bit control, ends the line and looks like a message. */
    private static final String HOSTILE = "\u001b]0;title\u0007\u001b[31mred\u202e\u009b5m\nerror: it is all lost\r";

    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");

    @TempDir
    private Path root;

    private Path folder;
    private Path model;
    private Path data;
    private Path weights;

    @BeforeEach
    void writeFilesOfHostileNames() throws IOException {
        folder = Files.createDirectories(root.resolve("f" + HOSTILE));
        model = folder.resolve("m" + HOSTILE + ".lamina");
        data = folder.resolve("d" + HOSTILE + ".csv");
        weights = folder.resolve("w" + HOSTILE + ".safetensors");
        Files.writeString(model, """
                model M {
                    input x: vector[2]
                    fc(3)
                    loss cross_entropy
                    train { optimizer adam batch 2 epochs 1 }
                }
                """);
        Files.writeString(data, "\"a" + HOSTILE + "\",b,label\n" + "1,2,\"x" + HOSTILE + "\"\n3,1,y\n5,2,z\n1,1,y\n");
        assertSafe(train(weights));
        assertTrue(Files.exists(weights));
    }

    private Command train(Path to) {
        return run(List.of("train", model, "--data", data, "--label", "label", "--weights-out", to), List.of());
    }

    private static Command run(List<?> command, List<?> more) {
        List<Object> all = new ArrayList<>(command);
        all.addAll(more);
        return Command.run(all.toArray());
    }

    /** A line that succeeds or fails in the usual way; each option is added to it. */
    private List<List<?>> lines() {
        return List.of(
                List.of("check", model),
                List.of("summary", model),
                List.of("explain", "E" + HOSTILE),
                List.of("fmt", "--check", model),
                List.of("compile", model, "-o", folder.resolve("out")),
                List.of("train", model, "--data", data, "--label", "label", "--weights-out", weights),
                List.of("sample", model, "--weights", weights),
                List.of("eval", model, "--data", data, "--label", "label", "--weights", weights),
                List.of("predict", model, "--weights", weights, "--data", data, "--format", "jsonl"),
                List.of("run", model, "--weights", weights, "--in", data, "--out", folder.resolve("y.safetensors")),
                List.of("gradcheck", model),
                List.of("graph", model, "-o", folder.resolve("g.html")),
                List.of("diff", model, model),
                List.of("repl"),
                List.of("weights", "inspect", weights));
    }

    private static Set<String> options(String verb) {
        String help = Command.run(verb, "--help").out();
        return new TreeSet<>(
                OPTION.matcher(help).results().map(MatchResult::group).toList());
    }

    @Test
    void noVerbPrintsThemRaw() {
        lines().forEach(line -> assertSafe(run(line, List.of())));
    }

    /** A file may hold the same sequences that the command colours and erases lines with. */
    @Test
    void whereColoursAreWantedTheTextOfFilesHasNone() {
        for (List<?> line : lines()) {
            Command coloured = run(line, List.of("--color=always"));
            for (String printed : List.of(coloured.out(), coloured.err())) {
                assertFalse(printed.contains("\u001b[31mred"), printed);
                assertFalse(printed.contains("\r"), printed);
            }
        }
    }

    /** A line end within quotes is part of a CSV cell, and stays. */
    @Test
    void labelsOfPredictionsArePrintedEscaped() {
        Command predicted = Command.run(
                "predict", model, "--weights", weights, "--data", data, "--keep", "label", "--color=always");
        assertEquals(0, predicted.exit(), predicted::err);
        assertTrue(
                predicted.out().startsWith("label,predicted_label,\"p_x\\u001b]0;title\\u0007\\u001b[31mred\\u202e"),
                predicted::out);
        assertFalse(predicted.out().matches("(?s).*[\u0007\u001b\u202e\r].*"), predicted::out);
    }

    @Test
    void noOptionPrintsItsValueRaw() {
        for (List<?> line : lines()) {
            Set<String> options = options("" + line.get(0));
            assertTrue(options.contains("--color"), options::toString);
            for (String option : options) {
                assertSafe(run(line, List.of(option + "=" + folder.resolve("o" + HOSTILE))));
                assertSafe(run(line, List.of(option, HOSTILE + "\u0000")));
            }
            assertSafe(run(line, List.of("--" + HOSTILE)));
            assertSafe(run(line, List.of(folder.resolve("missing" + HOSTILE))));
        }
    }

    /** In a folder with files {@code @x} and {@code x}, {@code lamina check *} would otherwise take options from the text of {@code x}. */
    @Test
    void theTextOfAFileNeverBecomesOptions() throws IOException {
        Path options = Files.writeString(root.resolve("x"), "check " + Files.copy(model, root.resolve("m.lamina")));
        for (String named : List.of("@" + options, "@" + root)) {
            for (List<?> line : List.of(List.of(named), List.of("check", named), List.of("fmt", named))) {
                Command refused = run(line, List.of());
                assertTrue(refused.err().startsWith("error"), refused::err);
                assertTrue(refused.err().contains(named), refused::err);
            }
        }
    }

    @Test
    void namesOfStatesAndLogsArePrintedEscaped() throws IOException {
        Path state = folder.resolve("s" + HOSTILE + ".state");
        Path log = folder.resolve("l" + HOSTILE + ".jsonl");
        List<Object> line =
                List.of("train", model, "--data", data, "--label", "label", "--weights-out", weights, "--log", log);
        assertEquals(0, run(line, List.of("--state", state, "--epochs", 2)).exit());
        assertSafe(run(line, List.of("--resume", state, "--batch", 1)));
        Files.write(log, List.of("{\"epoch\":9,\"step\":99}"));
        Command rewound = run(line, List.of("--resume", state));
        assertTrue(rewound.err().contains("from which the run goes on"), rewound::err);
        assertSafe(rewound);
        Files.writeString(state, "damaged");
        Command before = run(line, List.of("--resume", state));
        assertTrue(before.err().contains("\n  going on from "), before::err);
        assertSafe(before);
        Safetensors.write(state, Map.of("model", "M"), Safetensors.read(weights).values());
        assertSafe(run(line, List.of("--resume", state)));
    }

    @Test
    void namesWithinFilesArePrintedEscaped() {
        Command evaluated = Command.run("eval", model, "--data", data, "--label", "label", "--weights", weights);
        assertTrue(evaluated.out().contains("x\\u001b]0;title\\u0007"), evaluated::out);
        Path tensors = root.resolve("t.safetensors");
        Safetensors.write(
                tensors,
                Map.of("note" + HOSTILE, "text" + HOSTILE),
                List.of(Tensor.ofFloats("w" + HOSTILE, new int[] {1}, new float[] {1})));
        Command inspected = Command.run("weights", "inspect", tensors);
        assertTrue(inspected.out().contains("w\\u001b]0;title"), inspected::out);
        assertSafe(inspected);
        assertSafe(Command.run("weights", "inspect", tensors, "--json"));
        assertSafe(Command.run("eval", model, "--data", data, "--label", "label", "--weights", tensors));
        assertSafe(Command.run("run", model, "--weights", weights, "--input", tensors));
    }

    @Test
    void coloursAreTheOnlySequencesThatGetThrough() throws IOException {
        Files.writeString(model, "model M {\n    input x: vector[2]\n    wrong" + "\u001b[2J" + "\n}\n");
        Command checked = Command.run("check", "--color=always", model);
        assertTrue(checked.err().contains("\u001b["), checked::err);
        assertFalse(checked.err().contains("\u001b[2J"), checked::err);
        assertFalse(checked.err().contains("\u001b]0;"), checked::err);
        assertSafe(Command.run("check", model));
    }

    @Test
    void whatAnotherProgramReadsIsExact() {
        String text = "model M {\n    input x: vector[2]  // \u202e turned\n    fc(3)\n}\n";
        assertEquals(text, Command.runWith(text, Map.of(), "fmt", "-").out());
    }

    private static void assertSafe(Command command) {
        for (String printed : List.of(command.out(), command.err())) {
            printed.codePoints()
                    .filter(each -> each != '\n' && each != '\t')
                    .filter(each -> Character.isISOControl(each) || each == '\u202e')
                    .findFirst()
                    .ifPresent(raw -> {
                        throw new AssertionError("character " + raw + " in\n" + printed.replace("\u001b", "ESC"));
                    });
            assertFalse(printed.contains("\nerror: it is all lost"), printed);
        }
    }
}
