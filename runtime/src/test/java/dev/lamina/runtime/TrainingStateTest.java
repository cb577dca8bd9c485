package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a run goes on from a file where it was. */
class TrainingStateTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("checkpoint.safetensors");
    }

    @Test
    void aNewStateHasTakenNoStep() {
        TrainingState state = new TrainingState(7, 0.1f, 3, 2);
        assertEquals(0, state.step());
        assertEquals(7, state.seed());
        assertEquals(0.1f, state.rate());
        assertArrayEquals(new float[3], state.first());
        assertArrayEquals(new float[2], state.second());
        state.advance();
        state.rate(0.05f);
        assertEquals(1, state.step());
        assertEquals(0.05f, state.rate());
    }

    @Test
    void everythingComesBack() {
        Parameters parameters = ParametersTest.mlp();
        TrainingState state = adam(parameters);
        state.write(file, parameters);

        Parameters parametersAgain = ParametersTest.mlp();
        TrainingState again = new TrainingState(0, 1, 40, 40);
        again.read(file, parametersAgain);
        assertEquals(Long.MIN_VALUE, again.seed());
        assertEquals(2, again.step());
        assertEquals(0.001f, again.rate());
        assertArrayEquals(parameters.values(), parametersAgain.values());
        assertArrayEquals(state.first(), again.first());
        assertArrayEquals(state.second(), again.second());
    }

    @Test
    void momentsFollowTheirParametersIntoAnotherLayout() {
        Parameters parameters = ParametersTest.mlp();
        TrainingState state = adam(parameters);
        state.write(file, parameters);

        Parameters dense = ParametersTest.denseMlp();
        TrainingState again = new TrainingState(0, 1, 20, 20);
        again.read(file, dense);
        assertArrayEquals(
                parameters.over(state.second()).get("fc1.weight"),
                dense.over(again.second()).get("fc1.weight"));
    }

    @Test
    void theBestParametersComeBackIntoAnotherLayout() {
        Parameters parameters = ParametersTest.mlp();
        TrainingState state = adam(parameters);
        state.keepBest(parameters);
        float[] kept = parameters.get("fc1.weight");
        state.advance();
        parameters.set("fc1.weight", new float[kept.length]);
        state.write(file, parameters);

        Parameters dense = ParametersTest.denseMlp();
        TrainingState again = new TrainingState(0, 1, 20, 20);
        again.read(file, dense);
        assertTrue(again.hasBest());
        assertEquals(2, again.bestStep());
        assertArrayEquals(new float[kept.length], dense.get("fc1.weight"));
        again.restoreBest(dense);
        assertArrayEquals(kept, dense.get("fc1.weight"));
    }

    @Test
    void aStateWithoutBestParametersForgetsThoseOfAnother() {
        Parameters parameters = ParametersTest.mlp();
        adam(parameters).write(file, parameters);
        TrainingState state = adam(parameters);
        state.keepBest(parameters);
        state.read(file, parameters);
        assertFalse(state.hasBest());
        assertEquals(0, state.bestStep());
    }

    @Test
    void halfOfTheBestParametersIsRefused() {
        Parameters parameters = ParametersTest.mlp();
        TrainingState state = adam(parameters);
        state.keepBest(parameters);
        state.write(file, parameters);
        Map<String, Tensor> tensors = new java.util.LinkedHashMap<>(Safetensors.read(file));
        tensors.remove("training.best.fc1.bias");
        Safetensors.write(file, tensors.values());
        WeightsException e = assertThrows(WeightsException.class, () -> state.read(file, parameters));
        assertTrue(e.getMessage().endsWith("tensor `training.best.fc1.bias` is missing"), e::getMessage);
    }

    @Test
    void aStateWithoutMomentsIsSmall() {
        Parameters parameters = ParametersTest.mlp();
        new TrainingState(7, 0.1f, 0, 0).write(file, parameters);
        assertEquals(
                List.of("training.seed", "training.step", "fc1.weight", "fc1.bias", "training.rate"),
                List.copyOf(Safetensors.read(file).keySet()));
    }

    @Test
    void theStateOfAnotherOptimiserIsRefusedAndChangesNothing() {
        Parameters parameters = ParametersTest.mlp();
        new TrainingState(7, 0.1f, 40, 0).write(file, parameters);
        TrainingState state = new TrainingState(8, 0.2f, 40, 40);
        WeightsException e = assertThrows(WeightsException.class, () -> state.read(file, parameters));
        assertEquals(
                List.of(
                        "tensor `training.second.fc1.weight` [5, 3] is missing",
                        "tensor `training.second.fc1.bias` [5] is missing"),
                e.problems());
        assertEquals(8, state.seed());
    }

    @Test
    void aNegativeStepIsRefused() {
        Parameters parameters = ParametersTest.mlp();
        TrainingState state = new TrainingState(7, 0.1f, 0, 0);
        state.write(file, parameters);
        Map<String, Tensor> tensors = new java.util.LinkedHashMap<>(Safetensors.read(file));
        tensors.put("training.step", Tensor.ofLongs("training.step", new int[0], new long[] {-1}));
        Safetensors.write(file, tensors.values());
        WeightsException e = assertThrows(WeightsException.class, () -> state.read(file, parameters));
        assertTrue(e.getMessage().endsWith("tensor `training.step` is negative"), e::getMessage);
    }

    @Test
    void aBestStepAfterTheLastIsRefused() {
        refusedWith(
                "training.best_step",
                Tensor.ofLongs("training.best_step", new int[0], new long[] {3}),
                "is later than training.step");
    }

    @Test
    void aNegativeRateIsRefused() {
        refusedWith("training.rate", Tensor.ofFloats("training.rate", new int[0], new float[] {-1}), "is negative");
    }

    @Test
    void aNegativeMeanOfSquaresIsRefused() {
        float[] squares = {1, 1, -1e-9f, 1, 1};
        refusedWith(
                "training.second.fc1.bias",
                Tensor.ofFloats("training.second.fc1.bias", new int[] {5}, squares),
                "is a mean of squares, but has a negative number");
    }

    private void refusedWith(String name, Tensor wrong, String problem) {
        Parameters parameters = ParametersTest.mlp();
        TrainingState state = adam(parameters);
        state.keepBest(parameters);
        state.write(file, parameters);
        state.read(file, parameters);
        Map<String, Tensor> tensors = new java.util.LinkedHashMap<>(Safetensors.read(file));
        tensors.put(name, wrong);
        Safetensors.write(file, tensors.values());
        WeightsException e = assertThrows(WeightsException.class, () -> state.read(file, parameters));
        assertTrue(e.getMessage().endsWith("tensor `" + name + "` " + problem), e::getMessage);
    }

    @Test
    void aStateIsReadAsWeights() {
        Parameters parameters = ParametersTest.mlp();
        TrainingState state = adam(parameters);
        state.keepBest(parameters);
        parameters.set("fc1.bias", new float[] {5, 4, 3, 2, 1});
        state.write(file, parameters, Map.of("run", "monday"));
        assertEquals("monday", Safetensors.metadata(file).get("run"));
        Parameters again = ParametersTest.denseMlp();
        again.read(file);
        assertArrayEquals(new float[] {5, 4, 3, 2, 1}, again.get("fc1.bias"), "the last ones, not the best");
        assertArrayEquals(parameters.get("fc1.weight"), again.get("fc1.weight"));
    }

    @Test
    void tensorsNamedAsThoseOfAStateAreNoStateByThemselves() {
        Parameters parameters = ParametersTest.mlp();
        List<Tensor> tensors = parameters.tensors("");
        tensors.add(Tensor.ofFloats("training.extra", new int[0], new float[1]));
        Safetensors.write(file, tensors);
        assertThrows(WeightsException.class, () -> parameters.read(file));
    }

    @Test
    void momentsMustHaveTheLayoutOfTheParameters() {
        TrainingState state = new TrainingState(7, 0.1f, 39, 0);
        assertThrows(IllegalArgumentException.class, () -> state.write(file, ParametersTest.mlp()));
    }

    /** Two steps into a run of Adam; padding has no moments. */
    private static TrainingState adam(Parameters parameters) {
        parameters.initialize(7);
        TrainingState state = new TrainingState(Long.MIN_VALUE, 0.001f, 40, 40);
        state.advance();
        state.advance();
        for (TensorView view : parameters.views()) {
            for (int i = 0; i < view.size(); i++) {
                state.first()[view.position(i)] = -i;
                state.second()[view.position(i)] = 1f / (i + 1);
            }
        }
        return state;
    }
}
