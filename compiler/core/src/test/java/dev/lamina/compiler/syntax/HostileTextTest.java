package dev.lamina.compiler.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.ModelBlocks;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that mean harm, or nothing: they are refused with a place, at once, and never crash anything. */
final class HostileTextTest {
    /** Far more than any of them takes, even on a slow machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** All that is translated: layers, containers, functions, the last step, sums and concatenations. */
    private static final String PROGRAM = """
            class Net(nn.Module):
                def __init__(self, width=8):
                    super().__init__()
                    self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
                    self.body = nn.Sequential(nn.Linear(16, 8), nn.Sequential([nn.ReLU(), nn.Linear(8, 8)]))
                    self.rnn = nn.LSTM(8, 8)

                def forward(self, x, mask):
                    y = F.relu(self.conv1(x))  # a branch
                    z = torch.cat([y, x], dim=1)
                    x = self.body(z.view(-1, 16)) + y
                    out, state = self.rnn(x)
                    x = F.dropout(out[:, -1, :], 0.5)
                    return F.log_softmax(x, dim=1)
            """;

    static Stream<Arguments> monsters() {
        return Stream.of(
                Arguments.of("10,000 parentheses", Code.E0117, inFc("(".repeat(10_000) + "1" + ")".repeat(10_000))),
                Arguments.of("open parentheses", Code.E0117, inFc("(".repeat(300_000))),
                Arguments.of("open braces", Code.E0117, "{".repeat(300_000)),
                Arguments.of("mixed brackets", Code.E0117, "model A { ".repeat(1000) + "([{".repeat(100_000)),
                Arguments.of("a long sum", Code.E0118, inFc("1" + "+1".repeat(100_000))),
                Arguments.of("a long product of pairs", Code.E0118, inFc("1" + "*(1,1)".repeat(100_000))),
                Arguments.of("many minus signs", Code.E0118, inFc("-".repeat(100_000) + "1")),
                Arguments.of("closing parentheses", Code.E0105, ")".repeat(1_000_000)),
                Arguments.of("a long line of nothing", Code.E0102, "@ ".repeat(500_000)),
                Arguments.of("quotes", Code.E0116, "\"\n".repeat(500_000)),
                Arguments.of("an open comment", Code.E0103, "model A { /*" + "a\n".repeat(500_000)),
                Arguments.of("a megabyte and more", Code.E0122, "x".repeat(SourceFile.MAX_BYTES + 1)),
                Arguments.of("half of a character", Code.E0102, "model A { \uD83D fc(2) }"),
                Arguments.of("outputs without layers", Code.E0126, "model A { " + "output a ".repeat(100_000)),
                Arguments.of("repeats without numbers", Code.E0126, "model A { " + "repeat {} ".repeat(100_000)),
                Arguments.of("repeats without bodies", Code.E0126, "model A { " + "repeat (1) ".repeat(90_000)),
                Arguments.of(
                        "froms without values",
                        Code.E0126,
                        "model A { " + "from(".repeat(90) + "from ".repeat(200_000)),
                Arguments.of(
                        "calls in calls of a program",
                        Code.E0101,
                        inForward("f(".repeat(6500) + "x" + ")".repeat(6500))),
                Arguments.of("a long sum of a program", Code.E0101, inForward("x" + " + x".repeat(9900))),
                Arguments.of(
                        "containers in containers of a program",
                        Code.E0101,
                        inForward("nn.Sequential(".repeat(3500) + ")".repeat(3500) + "(x)")),
                Arguments.of("a digit as long as the file", Code.E0110, inFc("9".repeat(1_000_000))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("monsters")
    void aMonsterIsRefusedWithItsPlace(String name, Code code, String text) {
        Diagnostics log = new Diagnostics();
        SourceFile source = new SourceFile("monster.lamina", text);
        Optional<FileSyntax> file = assertTimeoutPreemptively(PATIENCE, () -> Parser.parse(source, log));
        assertEquals(Optional.empty(), file);
        assertTrue(log.sorted().stream().map(Diagnostic::code).toList().contains(code), () -> print(log));
        assertTrue(log.errors() <= 20, () -> print(log));
        assertTrue(print(log).length() < 40_000);
    }

    @Test
    void theDeepestAllowedNestingAndTheLongestAllowedSumAreRead() {
        ParserTest.parse(inFc("(".repeat(98) + "1" + ")".repeat(98)));
        ParserTest.parse(inFc("1" + "+1".repeat(200)));
        ParserTest.parse(inFc("-".repeat(200) + "1"));
    }

    @Test
    void aThousandStatementsOfManyOperatorsAreNoLongExpression() {
        ParserTest.parse("model A { input x: vector[4] " + "fc(1 + 2 * 3) ".repeat(1000) + "}");
    }

    /** Rows of tokens without any sense: shorter and wilder than changes of good models. */
    @Test
    void noRowOfTokensBreaksTheParser() {
        String[] tokens = {
            "(", ")", "[", "]", "{", "}", ",", ":", "=", "-", "/", "model", "input", "train", "loss", "below"
        };
        String[] others = {
            "a",
            "1",
            "\n",
            "repeat",
            "block",
            "residual",
            "shortcut",
            "from",
            "output",
            "5x5",
            ";",
            "#",
            "\"q\"",
            "2.",
            "\u00E9",
            "@"
        };
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "model A { input x: vector[1] " : "");
            for (int left = random.nextInt(12); left > 0; left--) {
                String[] from = random.nextInt(3) == 0 ? others : tokens;
                text.append(from[random.nextInt(from.length)]).append(random.nextBoolean() ? " " : "");
            }
            checkReadOrRefused(seed, text.toString());
        }
    }

    /** Seeded changes of good models: whatever becomes of them, it is read or refused, in words. */
    @Test
    void noChangeOfAModelBreaksTheParser() throws IOException {
        List<ModelBlocks.Block> blocks = ModelBlocks.ofReference();
        String[] splinters = {
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "=",
            "-",
            "model",
            "input",
            "train",
            "loss",
            "below",
            "5x5",
            ";",
            "\"",
            "\n",
            " ",
            "x",
            "7",
            "residual {",
            "repeat 3 {",
            "block B(",
            "\u00D7",
            "\uD83D\uDE00",
            "/*",
            "#"
        };
        for (long seed = 0; seed < 4000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(
                    blocks.get(random.nextInt(blocks.size())).source().text());
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int from = random.nextInt(text.length());
                int to = Math.min(text.length(), from + random.nextInt(4));
                String splinter = splinters[random.nextInt(splinters.length)];
                text.replace(from, random.nextBoolean() ? from : to, random.nextInt(3) == 0 ? "" : splinter);
            }
            checkReadOrRefused(seed, text.toString());
        }
    }

    /** A program is recognised before anything is known of its brackets: each of its beginnings, and seeded changes of it. */
    @Test
    void noChangeOfAProgramBreaksItsTranslation() {
        String[] splinters = {
            "(", ")", "[", "]", ",", ".", "=", "+", ":", "\n", " ", "x", "self", "def", "class", "return", "\"", "#"
        };
        for (int end = 0; end <= PROGRAM.length(); end++) {
            checkReadOrRefused(end, PROGRAM.substring(0, end));
        }
        for (long seed = 0; seed < 10_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(PROGRAM);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int from = random.nextInt(text.length());
                int to = Math.min(text.length(), from + random.nextInt(12));
                String splinter = splinters[random.nextInt(splinters.length)];
                text.replace(from, random.nextBoolean() ? from : to, random.nextInt(3) == 0 ? "" : splinter);
            }
            checkReadOrRefused(seed, text.toString());
        }
    }

    private static String inForward(String value) {
        return "class Net(nn.Module):\n  def forward(self, x):\n    return " + value + "\n";
    }

    private static void checkReadOrRefused(long seed, String text) {
        Diagnostics log = new Diagnostics();
        try {
            Optional<FileSyntax> file = Parser.parse(new SourceFile("changed.lamina", text), log);
            assertTrue(file.isPresent() || log.hasErrors(), text);
            print(log);
        } catch (RuntimeException | StackOverflowError broken) {
            throw new AssertionError("seed " + seed + ":\n" + text, broken);
        }
    }

    private static String inFc(String argument) {
        return "model A { input x: vector[4] fc(" + argument + ") }";
    }

    private static String print(Diagnostics log) {
        return DiagnosticPrinter.plain().print(log);
    }
}
