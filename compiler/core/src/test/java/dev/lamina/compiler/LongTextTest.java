package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Texts half as long as a model file may be, each with one kind of mistake in every line. Checking takes about a second of them; with a scan of
 * the whole text for each mistake it would take a minute.
 */
final class LongTextTest {
    private static final int LENGTH = 450_000;

    /** Time of the processor, which does not depend on what else the machine does. */
    private static final Duration MOST = Duration.ofSeconds(6);

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String HEAD = "model M {\n  input x: vector[4]\n";

    static Stream<String> mistakes() {
        return Stream.of(
                "x = fc(8)(x)",
                "x = F.relu(self.fc1(x))",
                "concat()([x, x])",
                "add x",
                "fc(8),",
                "fc(8);",
                "fc(units: 8)",
                "fc(8",
                "fc(8))",
                "conv(8, [3, 3])",
                "conv(8, (3, 3,),)",
                "Dense(8, activation=\"relu\")",
                "Bidirectional(LSTM(8))",
                "s = Sequential([fc(4)])",
                "optimizer adam\nfc(8)",
                "train(batch = 2",
                "loss(mse",
                "input x: (4",
                "\"abc",
                "repeat 3",
                "repeat (",
                "residual(fc(4)",
                "residual { fc(4) loss mse",
                "from (x)",
                "for i in range(3) {",
                "dropout(50%)",
                "{ }");
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeInEveryLineIsReportedInTimeThatGrowsWithTheText(String line) {
        String lines = (line + "\n").repeat((LENGTH - HEAD.length()) / (line.length() + 1));
        assertCheckedSoon(HEAD + lines + "}\n");
    }

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("labels", HEAD, numbered("l%d: fc(8)\n"), "}"),
                Arguments.of("labels of values that are unknown", HEAD, numbered("l%1$d: fc(8)\nadd(k%1$d)\n"), "}"),
                Arguments.of("outputs with losses", HEAD, numbered("output o%1$d: fc(8)\nloss mse(o%1$d)\n"), "}"),
                Arguments.of("train blocks behind layers", HEAD, numbered("fc(8)\ntrain { }\n"), "}"),
                Arguments.of("parameters", "model M(a = 1", numbered(", p%d = a"), ") { input x: vector[4] fcc(a) }"),
                Arguments.of("unknown parameters", "model M(a = 1", numbered(", p%1$d = q%1$d"), ") { fc(a) }"),
                Arguments.of("blocks that nobody calls", HEAD + "fcc(4) }\n", numbered("block B%d { fc(4) }\n"), ""),
                Arguments.of("unknown blocks", HEAD, numbered("Block%d(4)\n"), "} block Block { fc(4) }"),
                Arguments.of("models", "", numbered("model M%d { input x: vector[4] fcc(4) }\n"), ""),
                Arguments.of("frozen labels", HEAD + "fc(4) train { freeze a", numbered(", l%d"), " } }"),
                Arguments.of("arguments", HEAD + "fc(8", numbered(", a%d = 1"), ") }"),
                Arguments.of("pairs", HEAD + "conv(8", numbered(", (%d, 3,)"), ") }"),
                Arguments.of("pairs behind a name", HEAD + "conv(kernel = 8", numbered(", (%d, 3,)"), ") }"),
                Arguments.of("settings", HEAD + "fc(8) train { ", numbered("batch %d, "), "} }"));
    }

    private static IntFunction<String> numbered(String form) {
        return form::formatted;
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void manyNamesAreReadInTimeThatGrowsWithTheText(String name, String head, IntFunction<String> part, String end) {
        StringBuilder text = new StringBuilder(head);
        IntStream.iterate(0, i -> text.length() < LENGTH - 100, i -> i + 1).forEach(i -> text.append(part.apply(i)));
        assertCheckedSoon(text + end);
    }

    /** A pattern with a group that repeats takes a frame of the stack for each repetition. */
    @Test
    void aNumberOfManyPartsIsNoMatterForTheStack() {
        assertCheckedSoon(HEAD + "fc(1" + "_0".repeat(LENGTH / 2) + ") }");
    }

    /** Written out, this share would have a thousand million digits. */
    @Test
    void aShareOfAHugeExponentIsNotWrittenOut() {
        assertCheckedSoon(HEAD + "dropout(1e999999999%)  dropout(1e-999999999%) }");
    }

    private static void assertCheckedSoon(String text) {
        assertTrue(text.length() <= SourceFile.MAX_BYTES);
        Duration taken = assertTimeoutPreemptively(PATIENCE, () -> {
            Diagnostics found = LaminaCompiler.check(new SourceFile("long.lamina", text), Options.defaults())
                    .diagnostics();
            assertTrue(found.hasErrors());
            return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
        });
        assertTrue(taken.compareTo(MOST) < 0, () -> taken + " for " + text.substring(0, 100));
    }
}
