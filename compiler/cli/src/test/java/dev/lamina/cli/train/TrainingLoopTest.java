package dev.lamina.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.RateSchedule;
import dev.lamina.runtime.TrainingControl;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The training loop with a network of one parameter, so that every figure can be worked out by hand. */
class TrainingLoopTest {

    private static final int COUNT = 10;

    private final AtomicLong clock = new AtomicLong();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void learnsALine() {
        LeastSquares network = new LeastSquares(0.2f, 4);
        TrainingOutcome outcome = train(network, 20, false, () -> false);
        assertEquals(TrainingOutcome.Ending.DONE, outcome.ending());
        assertEquals(3, network.parameters().values()[0], 1e-3);
        assertEquals(20, outcome.reports().size());
        assertTrue(outcome.reports().get(19).test().orElseThrow().loss() < 1e-6);
    }

    @Test
    void usesTheLastBatchThatIsNotFull() {
        TrainingOutcome outcome = train(new LeastSquares(0.1f, 4), 2, false, () -> false);
        assertEquals(6, outcome.step()); // 4 + 4 + 2 samples, twice
    }

    @Test
    void givesTheSameFiguresEachTime() {
        TrainingOutcome once = train(new LeastSquares(0.1f, 4), 3, false, () -> false);
        TrainingOutcome again = train(new LeastSquares(0.1f, 4), 3, false, () -> false);
        for (int i = 0; i < 3; i++) {
            assertEquals(once.reports().get(i).loss(), again.reports().get(i).loss());
        }
    }

    @Test
    void stopsBetweenTwoSteps() {
        AtomicInteger asked = new AtomicInteger();
        TrainingOutcome outcome = train(new LeastSquares(0.1f, 4), 5, false, () -> asked.incrementAndGet() > 5);
        assertEquals(TrainingOutcome.Ending.STOPPED, outcome.ending());
        assertEquals(5, outcome.step());
        assertEquals(1, outcome.goodEpochs());
    }

    @Test
    void goesBackToTheLastGoodEpochWhenTheLossIsNoNumber() {
        LeastSquares network = new LeastSquares(0.2f, 4);
        float[] afterFirst = new float[1];
        AtomicInteger asked = new AtomicInteger();
        TrainingOutcome outcome = train(network, 9, false, () -> {
            if (asked.incrementAndGet() == 4) {
                afterFirst[0] = network.parameters().values()[0];
                network.state().rate(1e20f);
            }
            return false;
        });
        assertEquals(TrainingOutcome.Ending.DIVERGED, outcome.ending());
        assertEquals(1, outcome.goodEpochs());
        assertFalse(Float.isFinite(outcome.loss()));
        assertEquals(afterFirst[0], network.parameters().values()[0]);
    }

    @Test
    void aTestLossThatIsNoNumberIsNeverTheBest() {
        LeastSquares network = new LeastSquares(0.1f, 4);
        BestEpoch best = new BestEpoch(
                network.state(),
                network.parameters(),
                new TrainingControl(network.state(), RateSchedule.constant(), TrainingControl.NEVER, 1, 9));
        best.offer(1, new Score(1, 1, Double.NaN, 0));
        best.offer(2, new Score(1, 1, Double.POSITIVE_INFINITY, 0));
        assertEquals(0, best.epoch());
        assertFalse(network.state().hasBest());
        best.offer(3, new Score(1, 1, 5.0, 0));
        best.offer(4, new Score(1, 1, Double.NaN, 0));
        best.offer(5, new Score(1, 1, 5.0, 0)); // of equals the earlier
        assertEquals(3, best.epoch());
    }

    @Test
    void printsALinePerEpochWithoutATerminal() {
        train(new LeastSquares(0.2f, 4), 2, false, () -> false);
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, lines.size());
        assertTrue(
                lines.get(1).matches("epoch 2/2  loss \\d\\.\\d{4}  test \\d\\.\\d{4}  gradient +\\S+ +[\\d,]+/s"),
                lines::toString);
        assertEquals("", shown.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aScheduleStopsAndIsToldInTheLineOfAnEpoch() {
        LeastSquares network = new LeastSquares(0.2f, 4);
        ConsoleView view = new ConsoleView(
                        new PrintStream(printed, true, StandardCharsets.UTF_8), System.err, false, 80, this::tick)
                .withRates();
        EpochPlan plan = new EpochPlan(9, 4, 1, RateSchedule.step(1, 0), 3);
        TrainingOutcome outcome = new TrainingLoop(
                        network, line(), network, Optional.of(line()), plan, view, this::tick)
                .run(() -> false);
        assertEquals(TrainingOutcome.Ending.PATIENCE_OVER, outcome.ending());
        assertEquals(4, outcome.goodEpochs()); // the rate is 0 from the second epoch on
        assertEquals(1, outcome.best().orElseThrow().epoch());
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.get(0).contains("  rate 0.200 "), lines::toString);
        assertTrue(lines.get(1).contains("  rate 0.00 "), lines::toString);
        assertEquals(0.2f, outcome.reports().get(0).steps().rate());
        assertTrue(outcome.reports().get(0).steps().meanNorm() > 0);
        assertTrue(outcome.reports().get(0).steps().largestNorm()
                > outcome.reports().get(0).steps().meanNorm());
    }

    @Test
    void movesABarInATerminalAndWipesItAway() {
        train(new LeastSquares(0.2f, 4), 2, true, () -> false);
        String bars = shown.toString(StandardCharsets.UTF_8);
        assertTrue(bars.contains("\r\u001b[Kepoch 1/2 [=======>"), bars);
        assertTrue(bars.endsWith("\r\u001b[K"), bars);
        for (String line : bars.split("\r\u001b\\[K", -1)) {
            assertTrue(line.length() < 80, line);
        }
    }

    @Test
    void fitsTheBarIntoANarrowTerminal() {
        Progress progress = new Progress(3, 100, 5, 10, 0.1234, 0.5, 123456, 4000);
        for (int columns = 20; columns < 200; columns++) {
            assertTrue(ProgressBar.line(progress, columns).length() < columns);
        }
        assertEquals(
                "epoch 3/100 [>                              ] loss 0.1234  50.0 %  123,456/s  66:40 left",
                ProgressBar.line(progress, 89));
    }

    private TrainingOutcome train(
            LeastSquares network, int epochs, boolean terminal, java.util.function.BooleanSupplier stop) {
        TrainingView view = new ConsoleView(
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                new PrintStream(shown, true, StandardCharsets.UTF_8),
                terminal,
                80,
                this::tick);
        EpochPlan plan = new EpochPlan(epochs, 4, 1);
        return new TrainingLoop(network, line(), network, Optional.of(line()), plan, view, this::tick).run(stop);
    }

    /** Each look at the clock takes a twentieth of a second. */
    private long tick() {
        return clock.addAndGet(50_000_000);
    }

    private static Samples line() {
        float[] inputs = new float[COUNT];
        float[] targets = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            inputs[i] = (i + 1f) / COUNT;
            targets[i] = 3 * inputs[i];
        }
        return Samples.numbers(1, NetworkInput.of(inputs), 1, targets).comparedBy(LossOf.call("mse"));
    }
}
