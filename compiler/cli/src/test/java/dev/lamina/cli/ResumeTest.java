package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.cli.data.Samples;
import dev.lamina.cli.train.Checkpoint;
import dev.lamina.cli.train.CompositeView;
import dev.lamina.cli.train.EpochPlan;
import dev.lamina.cli.train.TrainingLoop;
import dev.lamina.cli.train.TrainingOutcome;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.CounterRandom;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was interrupted and went on gives the bits of one that was not. */
class ResumeTest {

    private static final String MODEL = """
            model Drops {
                input x: vector[3]
                fc(8)  batchnorm  tanh  dropout(0.3)
                fc(2)
                loss cross_entropy
                train { optimizer adam(rate = 0.02)  batch 8  epochs 6  seed 5 }
            }
            """;
    private static final int SAMPLES = 50;

    @TempDir
    private Path folder;

    private Path model;
    private Path data;
    private Path state;

    @BeforeEach
    void writeFiles() throws IOException {
        model = Files.writeString(folder.resolve("drops.lamina"), MODEL);
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < SAMPLES; i++) {
            rows.append(String.format("%.3f,%.3f,%.3f,%d%n", value(3 * i), value(3 * i + 1), value(3 * i + 2), i % 2));
        }
        data = Files.writeString(folder.resolve("d.csv"), rows);
        state = folder.resolve("run.state");
    }

    private static float value(int i) {
        return CounterRandom.uniform(9, 0, 0, i);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aStateThatCouldNotBeWrittenIsNotOfferedToGoOnWith() {
        Command run = train("lost", "--epochs", 1, "--state", "/dev/full");
        assertEquals(1, run.exit());
        assertTrue(run.err().startsWith("warning: /dev/full: "), run::err);
        assertFalse(run.out().contains("to go on with --resume"), run::out);
    }

    @Test
    void aRunInTwoPartsGivesTheSameWeights() throws IOException {
        assertEquals(0, train("whole").exit());
        Path log = folder.resolve("log.jsonl");
        Command first = train("part", "--epochs", 2, "--state", state, "--log", log);
        assertTrue(first.out().contains("state: " + state + ", to go on with --resume"), first::out);
        Command second = train("part", "--resume", state, "--log", log);
        assertEquals(0, second.exit(), second::err);
        assertTrue(second.out().contains("going on after step 10, in epoch 3"), second::out);
        assertTrue(second.out().contains("epoch 6/6") && !second.out().contains("epoch 2/6"), second::out);
        assertArrayEquals(bytes("whole"), bytes("part"));
        assertEquals(6, Files.readAllLines(log).size());
    }

    @Test
    void aFinishedStateGivesTheWeightsThatTheRunWouldHaveWritten() throws IOException {
        assertEquals(0, train("whole", "--state", state).exit());
        byte[] before = Files.readAllBytes(state);
        Command over = train("again", "--resume", state);
        assertEquals(0, over.exit(), over::err);
        assertTrue(over.out().contains("its 6 epochs are done, so only the weights are written"), over::out);
        assertArrayEquals(bytes("whole"), bytes("again"));
        assertArrayEquals(before, Files.readAllBytes(state));
    }

    @Test
    void whatContradictsAStateIsRefused() throws IOException {
        assertEquals(2, train("w", "--resume", state, "--seed", 4).exit());
        assertEquals(2, train("w", "--state", state, "--resume-anyway", "model").exit());
        assertEquals(1, train("w", "--resume", state).exit());
        assertEquals(0, train("w", "--epochs", 1, "--state", state).exit());
        Files.writeString(model, MODEL.replace("fc(8)", "fc(9)"));
        Command other = train("w", "--resume", state);
        assertEquals(1, other.exit());
        assertTrue(other.err().contains("fc(8) batchnorm tanh dropout(0.3)  fc(9) batchnorm"), other::err);
        Command anyway = train("w", "--resume", state, "--resume-anyway", "model");
        assertEquals(1, anyway.exit());
        assertTrue(anyway.err().contains("fc1.weight"), anyway::err);
    }

    @Test
    void anotherRateForTheRestOfARunIsSaidBesideThatOfTheState() throws IOException {
        assertEquals(0, train("begun", "--epochs", 1, "--state", state).exit());
        byte[] begun = Files.readAllBytes(state);
        Command same = train("same", "--resume", state, "--keep", "last", "--rate", 0.02);
        assertFalse(same.err().contains("note: the learning rate"), same::err);
        Files.write(state, begun);
        Command other = train("other", "--resume", state, "--keep", "last", "--rate", 0.001);
        assertEquals(0, other.exit(), other::err);
        String note = "note: the learning rate is 0.001 from here on (--rate); that of the state is 0.02\n";
        assertTrue(other.err().contains(note), other::err);
        assertFalse(Arrays.equals(bytes("same"), bytes("other")), "the rate takes effect");
    }

    /** 7 steps an epoch: stops between epochs and within them, before the first and before the last. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 7, 11, 14, 41})
    void aRunStoppedAfterAnyStepGoesOnWithTheSameBits(int steps) {
        LoadedNetwork loaded = LaminaCompiler.compile(new SourceFile("m", MODEL), Options.defaults())
                .models()
                .get(0)
                .load();
        Parameters whole = loaded.newParameters(5);
        run(loaded, whole, loaded.newTrainingState(), Integer.MAX_VALUE);

        Parameters stopped = loaded.newParameters(5);
        TrainingState until = loaded.newTrainingState();
        assertEquals(
                TrainingOutcome.Ending.STOPPED,
                run(loaded, stopped, until, steps).ending());
        assertEquals(steps, until.step());
        new Checkpoint(state, until, stopped).save();

        Parameters after = loaded.newParameters(99);
        TrainingState from = loaded.newTrainingState();
        from.read(state, after);
        assertEquals(6, run(loaded, after, from, Integer.MAX_VALUE).goodEpochs());
        assertArrayEquals(whole.values(), after.values());
    }

    private static TrainingOutcome run(LoadedNetwork loaded, Parameters parameters, TrainingState state, int most) {
        float[] inputs = new float[3 * SAMPLES];
        int[] labels = new int[SAMPLES];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = value(i);
            labels[i / 3] = i / 3 % 2;
        }
        int[] asked = {0};
        return new TrainingLoop(
                        loaded.trainer(parameters, state, 8),
                        Samples.labelled(3, NetworkInput.of(inputs), 1, labels),
                        loaded.predictor(parameters, 8),
                        Optional.empty(),
                        new EpochPlan(6, 8, state.seed()),
                        new CompositeView(List.of()),
                        System::nanoTime)
                .run(() -> asked[0]++ >= most);
    }

    private Command train(String weights, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("train", model, "--data", data, "--weights-out", folder.resolve(weights)));
        words.addAll(Arrays.asList(more));
        return Command.run(words.toArray());
    }

    private byte[] bytes(String weights) throws IOException {
        return Files.readAllBytes(folder.resolve(weights));
    }
}
