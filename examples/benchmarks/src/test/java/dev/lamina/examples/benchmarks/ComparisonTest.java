package dev.lamina.examples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Target;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The arithmetic of the comparison: words, times, ratios. */
class ComparisonTest {

    private long now;

    @Test
    void percentilesAreTimesThatWereMeasured() {
        double[] hundred =
                DoubleStream.iterate(100, each -> each - 1).limit(100).toArray();
        CallTimes times = new CallTimes(List.of(hundred, new double[] {101, 102}));
        assertEquals(51, times.median());
        assertEquals(101, times.percentile(99));
        assertEquals(7, new CallTimes(List.of(new double[] {7})).percentile(99));
    }

    @Test
    void longCallsAreTimedOneByOne() {
        double[] times = CallTimes.measure(() -> now += 20_000, 100_000, () -> now);
        assertArrayEquals(new double[] {20, 20, 20, 20}, times); // the first call is not measured
    }

    @Test
    void shortCallsAreTimedSeveralAtOnce() {
        int[] calls = {0};
        double[] times = CallTimes.measure(
                () -> {
                    now += 1_000;
                    calls[0]++;
                },
                80_000,
                () -> now);
        assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1, 1}, times);
        assertEquals(10 + 7 * 10, calls[0]);
    }

    @Test
    void theRatioIsThatOfTheBestPeerAndTheSummaryTheGeometricMean() {
        String printed = printed(table -> {
            table.print(
                    Row.MLP_PREDICT_1,
                    1,
                    Map.of(
                            Contender.VECTOR, times(10),
                            Contender.SCALAR, times(30),
                            Contender.ONNX_RUNTIME, times(5),
                            Contender.PYTORCH, times(40)),
                    false);
            table.print(
                    Row.MLP_TRAIN_128,
                    1,
                    Map.of(
                            Contender.VECTOR, times(1000),
                            Contender.SCALAR, times(3000),
                            Contender.PYTORCH, times(8000)),
                    true);
            table.print(
                    Row.MLP_TRAIN_128, 2, Map.of(Contender.VECTOR, times(500), Contender.PYTORCH, times(1500)), false);
        });
        assertTrue(printed.contains("| mlp predict 1                |       1 |        10.00 |"), printed);
        assertTrue(printed.contains("|  0.50 |\n| mlp train 128 *"), printed);
        assertTrue(
                printed.endsWith("geometric mean 2.00, lowest 0.50 (mlp predict 1, 1 thread)\n"
                        + "geometric mean 3.00, lowest 3.00 (mlp train 128, 2 threads)\n"),
                printed);
    }

    @Test
    void wordsChooseRowsThreadsAndTargets() {
        ComparisonWords all = words("compare", "all");
        assertEquals(List.of(Row.values()), all.rows());
        assertArrayEquals(new int[] {1, 2}, all.threads());
        assertEquals(List.of(Contender.values()), all.contenders());
        assertEquals(
                List.of(Row.MLP_PREDICT_1, Row.MLP_PREDICT_64),
                words("mlp", "predict").rows());
        assertEquals(
                List.of(Row.MLP_TRAIN_128, Row.VOICE_PREDICT_1),
                words("voice", "mlp-train-128").rows());
        assertArrayEquals(new int[] {2}, words("2").threads());
        assertEquals(
                List.of(Contender.SCALAR, Contender.ONNX_RUNTIME, Contender.PYTORCH),
                words("scalar").contenders());
        assertEquals(Set.of("lenett"), words("quick", "lenett").unknown());
    }

    @Test
    void everyRowHasAModelThatCompiles() {
        Arrays.stream(Row.values())
                .map(Row::model)
                .distinct()
                .forEach(model -> assertTrue(
                        Models.compile(model, Target.SCALAR, false).summary().multiplyAdds() > 0));
    }

    private static ComparisonWords words(String... words) {
        return new ComparisonWords(List.of(words));
    }

    private static CallTimes times(double... micros) {
        return new CallTimes(List.of(micros));
    }

    private static String printed(Consumer<ComparisonTable> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ComparisonTable table =
                new ComparisonTable(new PrintStream(bytes, true, StandardCharsets.UTF_8), List.of(Contender.values()));
        table.printHead();
        rows.accept(table);
        table.printSummary();
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
