package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rates of each schedule, worked out by hand, when a training ends, and that a file brings all of it back. */
class TrainingControlTest {
    private static final int STEPS = 2;

    private final Parameters parameters = ParametersTest.mlp();
    private final TrainingState state = new TrainingState(1, 0.5f, 0, 0);

    private TrainingControl control(RateSchedule schedule, int patience, int epochs) {
        return new TrainingControl(state, schedule, patience, STEPS, epochs);
    }

    /** The rates of the steps of an epoch, which ends with a loss. */
    private List<Float> epoch(TrainingControl control, double loss) {
        List<Float> rates = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            control.beforeStep();
            rates.add(state.rate());
            state.advance();
        }
        control.afterEpoch(loss, parameters);
        return rates;
    }

    @Test
    void withoutAScheduleAProgramSetsTheRate() {
        TrainingControl control = control(RateSchedule.constant(), TrainingControl.NEVER, 3);
        state.rate(0.25f);
        assertEquals(List.of(0.25f, 0.25f), epoch(control, 1));
    }

    @Test
    void aStepScheduleMultipliesTheRateAfterEveryFewEpochs() {
        TrainingControl control = control(RateSchedule.step(2, 0.5), TrainingControl.NEVER, 9);
        List<Float> firsts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            firsts.add(epoch(control, 1).get(0));
        }
        assertEquals(List.of(0.5f, 0.5f, 0.25f, 0.25f, 0.125f), firsts);
    }

    @Test
    void aCosineScheduleRisesAlongALineAndFallsToItsFloor() {
        TrainingControl control = control(RateSchedule.cosine(1, 0.1), TrainingControl.NEVER, 3);
        assertEquals(List.of(0.25f, 0.5f), epoch(control, 1));
        assertEquals(List.of(0.5f, (float) (0.1 + 0.4 * (1 + Math.sqrt(0.5)) / 2)), epoch(control, 1));
        assertEquals(0.3f, epoch(control, 1).get(0), 1e-7);
        assertEquals(List.of(0.1f, 0.1f), epoch(control, 1)); // beyond the last epoch
    }

    @Test
    void aPlateauReducesTheRateAfterMoreThanItsPatience() {
        TrainingControl control = control(RateSchedule.plateau(1, 0.1), TrainingControl.NEVER, 99);
        double[] losses = {3, 2, 1.9999, Double.NaN, 2.5, 1, 1, 1, 1};
        List<Float> firsts = new ArrayList<>();
        for (double loss : losses) {
            firsts.add(epoch(control, loss).get(0));
        }
        // 1.9999 is not lower by a ten-thousandth; it and NaN are the two epochs that are one too many
        assertEquals(List.of(0.5f, 0.5f, 0.5f, 0.5f, 0.05f, 0.05f, 0.05f, 0.05f, 0.005f), firsts);
    }

    @Test
    void aRateThatIsSetStartsTheScheduleAgain() {
        TrainingControl control = control(RateSchedule.plateau(0, 0.1), TrainingControl.NEVER, 99);
        epoch(control, 1);
        epoch(control, 1);
        assertEquals(0.05f, epoch(control, 1).get(0));
        state.rate(0.2f);
        assertEquals(0.2f, epoch(control, 0.5).get(0));
    }

    @Test
    void trainingEndsAfterItsPatienceAndKeepsTheBest() {
        TrainingControl control = control(RateSchedule.constant(), 2, 99);
        epoch(control, 3);
        epoch(control, 2);
        float[] best = parameters.values().clone();
        parameters.values()[0] += 1;
        epoch(control, 2);
        assertTrue(control.goesOn());
        epoch(control, Double.NaN);
        assertFalse(control.goesOn());
        assertTrue(control.isOver());
        assertEquals(2, control.bestEpoch());
        state.restoreBest(parameters);
        assertArrayEquals(best, parameters.values());
    }

    @Test
    void trainingEndsWithItsLastEpoch() {
        TrainingControl control = control(RateSchedule.constant(), TrainingControl.NEVER, 2);
        epoch(control, 1);
        assertTrue(control.goesOn());
        epoch(control, 2);
        assertFalse(control.goesOn());
        assertFalse(control.isOver());
    }

    @Test
    void aFileBringsBackWhatTheControlKnows(@TempDir Path folder) {
        Path file = folder.resolve("state.safetensors");
        TrainingControl control = control(RateSchedule.plateau(1, 0.1), 5, 99);
        for (double loss : new double[] {3, 2, 2, 2, 2}) {
            epoch(control, loss);
        }
        state.write(file, parameters);
        TrainingState again = new TrainingState(0, 7, 0, 0);
        again.read(file, parameters);
        assertEquals(0.5f, again.initialRate());
        assertEquals(0.05f, again.rate());
        assertEquals(1, again.reductions());
        assertEquals(1, again.epochsWithoutGain());
        assertEquals(2, again.leastLoss());
        assertEquals(2, again.bestLoss());
        TrainingControl goesOn = new TrainingControl(again, RateSchedule.plateau(1, 0.1), 5, STEPS, 99);
        assertEquals(2, goesOn.bestEpoch());
        assertFalse(goesOn.afterEpoch(2, parameters));
        goesOn.beforeStep();
        assertEquals(0.005f, again.rate());
    }

    @Test
    void aFileOfARunWithoutAScheduleHasNothingOfOne(@TempDir Path folder) {
        Path file = folder.resolve("state.safetensors");
        state.write(file, parameters);
        TrainingState again = new TrainingState(0, 7, 0, 0);
        again.watched(1, 2, 3);
        again.read(file, parameters);
        assertEquals(0.5f, again.initialRate());
        assertEquals(0, again.reductions());
        assertEquals(Double.POSITIVE_INFINITY, again.leastLoss());
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> control(RateSchedule.constant(), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> control(RateSchedule.constant(), 1, 0));
        assertThrows(IllegalArgumentException.class, () -> control(RateSchedule.cosine(0, 0.6), 1, 1));
        assertThrows(IllegalArgumentException.class, () -> RateSchedule.step(0, 0.5));
        assertThrows(IllegalArgumentException.class, () -> RateSchedule.plateau(1, 1.5));
        assertThrows(IllegalArgumentException.class, () -> RateSchedule.cosine(-1, 0));
    }

    @Test
    void aScheduleIsToldAsAModelFileSaysIt() {
        assertEquals(
                "cosine(warmup = 0.5, floor = 0)", RateSchedule.cosine(0.5, 0).toString());
        assertEquals("step(every = 3, factor = 0.1)", RateSchedule.step(3, 0.1).toString());
        assertEquals(
                "plateau(patience = 2, factor = 0.5)",
                RateSchedule.plateau(2, 0.5).toString());
        assertEquals("constant", RateSchedule.constant().toString());
    }
}
