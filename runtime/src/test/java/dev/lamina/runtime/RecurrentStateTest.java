package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecurrentStateTest {

    private static RecurrentState state(int samples) {
        return new RecurrentState(
                "Reader",
                samples,
                new RecurrentState.Part("lstm1.h", 2, 3),
                new RecurrentState.Part("lstm1.c", 2, 3),
                new RecurrentState.Part("gru1.h", 1, 2));
    }

    private static RecurrentState counted(int samples) {
        RecurrentState state = state(samples);
        for (int i = 0; i < state.rows().length; i++) {
            state.rows()[i] = i;
        }
        return state;
    }

    @Test
    void aFileHasATensorForEachStateOfEachLayer(@TempDir Path folder) {
        Path file = folder.resolve("state.safetensors");
        RecurrentState state = counted(2);
        state.write(file);
        Map<String, Tensor> tensors = Safetensors.read(file);
        assertEquals(
                "[lstm1.hn, lstm1.cn, gru1.hn]",
                Arrays.toString(tensors.keySet().toArray()));
        Tensor cells = Objects.requireNonNull(tensors.get("lstm1.cn"));
        assertArrayEquals(new int[] {2, 2, 3}, cells.shape());
        assertArrayEquals(new float[] {6, 7, 8, 9, 10, 11, 20, 21, 22, 23, 24, 25}, cells.floats());
        RecurrentState read = state(2);
        read.read(file);
        assertArrayEquals(state.rows(), read.rows());
    }

    @Test
    void aFileOfOtherShapesChangesNothing(@TempDir Path folder) {
        Path file = folder.resolve("state.safetensors");
        counted(2).write(file);
        RecurrentState state = counted(3);
        WeightsException e = assertThrows(WeightsException.class, () -> state.read(file));
        assertEquals(
                "tensor `lstm1.hn` has shape [2, 2, 3], but Reader needs [3, 2, 3]",
                e.problems().get(0));
        assertArrayEquals(counted(3).rows(), state.rows());
    }

    @Test
    void whatIsNotFiniteIsNotWritten(@TempDir Path folder) {
        RecurrentState state = state(2);
        state.rows()[14 + 13] = Float.NaN;
        WeightsException e =
                assertThrows(WeightsException.class, () -> state.write(folder.resolve("state.safetensors")));
        assertEquals(
                "tensor `gru1.hn`[1, 0, 1] is NaN, but finite floats are needed",
                e.problems().get(0));
    }

    @Test
    void oneSampleBeginsAnew() {
        RecurrentState state = counted(3);
        state.reset(1);
        float[] expected = counted(3).rows();
        Arrays.fill(expected, 14, 28, 0);
        assertArrayEquals(expected, state.rows());
        state.reset();
        assertArrayEquals(new float[42], state.rows());
    }

    @Test
    void copiesAreIndependent() {
        RecurrentState state = counted(2);
        RecurrentState copy = state.copy();
        state.reset();
        assertArrayEquals(counted(2).rows(), copy.rows());
        state.set(1, copy, 0);
        assertArrayEquals(Arrays.copyOf(copy.rows(), 14), Arrays.copyOfRange(state.rows(), 14, 28));
        assertArrayEquals(new float[14], Arrays.copyOf(state.rows(), 14));
    }

    @Test
    void statesThatDoNotFitAreRefused() {
        RecurrentState state = state(2);
        assertRefused(
                "a state of Reader with 3 samples of 14 floats cannot be taken for one of Reader with 2 samples of 14"
                        + " floats",
                () -> state.set(state(3)));
        assertRefused("there is no sample 2 in this state: it has 0 .. 1", () -> state.reset(2));
        assertRefused("there is no sample -1 in this state: it has 0 .. 1", () -> state.set(0, state, -1));
        assertRefused("a state is of 1 or more samples, not of 0", () -> state(0));
    }

    private static void assertRefused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
