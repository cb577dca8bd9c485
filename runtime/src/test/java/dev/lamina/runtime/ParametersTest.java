package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Parameters} in memory, and to and from files. */
class ParametersTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("weights.safetensors");
    }

    /** A weight in panels of four and a bias, with padding in and between them. */
    static Parameters mlp() {
        return new Parameters(
                "Mlp",
                40,
                TensorView.of("fc1.weight", new int[] {5, 3}, 0, new int[][] {{2, 4}, {3}}, new int[][] {{12, 1}, {4}})
                        .initialized(Initializer.uniform(0.5f)),
                TensorView.dense("fc1.bias", new int[] {5}, 32).initialized(Initializer.uniform(0.5f)));
    }

    /** The same parameters in another layout. */
    static Parameters denseMlp() {
        return new Parameters(
                "Mlp",
                20,
                TensorView.dense("fc1.bias", new int[] {5}, 0).initialized(Initializer.uniform(0.5f)),
                TensorView.dense("fc1.weight", new int[] {5, 3}, 5).initialized(Initializer.uniform(0.5f)));
    }

    @Test
    void oneParameterIsSetAndGotInLogicalOrder() {
        Parameters parameters = mlp();
        float[] bias = {1, 2, 3, 4, 5};
        parameters.set("fc1.bias", bias);
        assertArrayEquals(bias, parameters.get("fc1.bias"));
        assertEquals(1, parameters.values()[32]);
        assertEquals(
                List.of("fc1.weight[5, 3]", "fc1.bias[5]"),
                parameters.views().stream().map(TensorView::toString).toList());
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> mlp().get("fc2.weight"));
        assertEquals("Mlp has no parameter fc2.weight; it has fc1.weight, fc1.bias", e.getMessage());
    }

    @Test
    void initialValuesDoNotDependOnTheLayout() {
        Parameters parameters = mlp();
        Parameters dense = denseMlp();
        parameters.initialize(7);
        dense.initialize(7);
        assertArrayEquals(dense.get("fc1.weight"), parameters.get("fc1.weight"));
        assertArrayEquals(dense.get("fc1.bias"), parameters.get("fc1.bias"));
        dense.initialize(8);
        assertFalse(java.util.Arrays.equals(dense.get("fc1.bias"), parameters.get("fc1.bias")));
    }

    @Test
    void zerosShareTheLayoutAndNotTheValues() {
        Parameters parameters = mlp();
        parameters.initialize(7);
        Parameters zeros = parameters.zeros();
        assertNotSame(parameters.values(), zeros.values());
        assertArrayEquals(new float[40], zeros.values());
        assertEquals(parameters.views(), zeros.views());
    }

    /** A trained weight, and behind it a statistic and a count. */
    private static Parameters normal() {
        return new Parameters(
                "Normal",
                24,
                TensorView.dense("n.weight", new int[] {5}, 0).initialized(Initializer.constant(1)),
                TensorView.dense("n.mean", new int[] {5}, 8).untrained(),
                TensorView.dense("n.count", new int[0], 16).counting());
    }

    @Test
    void gradientsHaveThePlacesOfTrainedParametersAlone() {
        Parameters parameters = normal();
        assertEquals(8, parameters.trainedFloats());
        assertEquals(40, mlp().trainedFloats());
        Parameters gradients = parameters.zeros();
        assertEquals(8, gradients.values().length);
        assertEquals(List.of(parameters.view("n.weight")), gradients.views());
    }

    @Test
    void aTrainedParameterMayNotLieBehindOneThatIsNot() {
        TensorView statistic = TensorView.dense("mean", new int[] {5}, 0).untrained();
        TensorView weight = TensorView.dense("weight", new int[] {5}, 8);
        Exception e = assertThrows(IllegalArgumentException.class, () -> new Parameters("M", 16, statistic, weight));
        assertEquals("weight[5] lies behind parameters that are not trained", e.getMessage());
    }

    @Test
    void aCountIsAWholeNumberInAFileAndMayBeMissing() {
        Parameters parameters = normal();
        parameters.set("n.count", new float[] {12});
        parameters.write(file);
        assertArrayEquals(
                new long[] {12},
                Objects.requireNonNull(Safetensors.read(file).get("n.count")).longs());
        Parameters read = normal();
        read.read(file);
        assertArrayEquals(parameters.values(), read.values());
        List<Tensor> floats = List.of(
                Tensor.ofFloats("n.weight", new int[] {5}, new float[5]),
                Tensor.ofFloats("n.mean", new int[] {5}, new float[5]));
        Safetensors.write(file, floats);
        read.read(file);
        assertArrayEquals(new float[] {0}, read.get("n.count"));
    }

    @Test
    void viewsMustFitAndHaveNamesOfTheirOwn() {
        TensorView view = TensorView.dense("w", new int[] {5}, 3);
        assertThrows(IllegalArgumentException.class, () -> new Parameters("M", 7, view));
        assertThrows(IllegalArgumentException.class, () -> new Parameters("M", 8, view, view));
        assertEquals(8, new Parameters("M", 8, view).values().length);
    }

    @Test
    void aFileCarriesValuesBetweenLayouts() {
        Parameters parameters = mlp();
        parameters.initialize(7);
        parameters.write(file);
        Parameters dense = denseMlp();
        dense.read(file);
        assertArrayEquals(parameters.get("fc1.weight"), dense.get("fc1.weight"));
        assertArrayEquals(parameters.get("fc1.bias"), dense.get("fc1.bias"));
    }

    @Test
    void writingTwiceGivesTheSameBytes() throws IOException {
        Parameters parameters = mlp();
        parameters.initialize(7);
        parameters.write(file);
        byte[] once = Files.readAllBytes(file);
        parameters.write(file);
        assertArrayEquals(once, Files.readAllBytes(file));
    }

    @Test
    void doublesAreRounded() {
        Safetensors.write(
                file,
                List.of(
                        Tensor.ofDoubles("fc1.bias", new int[] {5}, new double[] {0.1, 1 / 3.0, 0, -2, 1e-60}),
                        Tensor.ofFloats("fc1.weight", new int[] {5, 3}, new float[15])));
        Parameters parameters = mlp();
        parameters.read(file);
        assertArrayEquals(new float[] {0.1f, 1 / 3f, 0, -2, 0}, parameters.get("fc1.bias"));
    }

    @Test
    void everythingWrongIsReportedAtOnce() {
        float[] weight = new float[15];
        weight[5] = Float.NaN;
        Safetensors.write(
                file,
                List.of(
                        Tensor.ofFloats("fc1.weight", new int[] {5, 3}, weight),
                        Tensor.ofFloats("fc9.weight", new int[] {2}, new float[2])));
        assertProblems(
                "tensor `fc1.weight`[1, 2] is NaN, but finite floats are needed",
                "tensor `fc9.weight` is not one of Mlp",
                "tensor `fc1.bias` [5] is missing");
    }

    @Test
    void otherShapesAndTypesAreRefused() {
        Safetensors.write(
                file,
                List.of(
                        Tensor.ofFloats("fc1.weight", new int[] {3, 5}, new float[15]),
                        Tensor.ofLongs("fc1.bias", new int[] {5}, new long[5])));
        assertProblems(
                "tensor `fc1.bias` is I64, but floating-point numbers are needed",
                "tensor `fc1.weight` has shape [3, 5], but Mlp needs [5, 3]; transposed it fits (lamina weights convert"
                        + " --transpose fc1.weight)");
    }

    @Test
    void aDoubleTooLargeForAFloatIsRefused() {
        Safetensors.write(
                file,
                List.of(
                        Tensor.ofDoubles("fc1.bias", new int[] {5}, new double[] {0, 0, 0, 1e39, 0}),
                        Tensor.ofFloats("fc1.weight", new int[] {5, 3}, new float[15])));
        assertProblems("tensor `fc1.bias`[3] is 1.0E39, but finite floats are needed");
    }

    @Test
    void parametersThatCouldNotBeReadBackAreNotWritten() throws IOException {
        Parameters parameters = mlp();
        parameters.write(file);
        byte[] before = Files.readAllBytes(file);
        parameters.set("fc1.bias", new float[] {0, 0, Float.POSITIVE_INFINITY, 0, 0});
        WeightsException e = assertThrows(WeightsException.class, () -> parameters.write(file));
        assertEquals(file + ": tensor `fc1.bias`[2] is Infinity, but finite floats are needed", e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    private void assertProblems(String... problems) {
        Parameters parameters = mlp();
        parameters.initialize(7);
        float[] before = parameters.values().clone();
        WeightsException e = assertThrows(WeightsException.class, () -> parameters.read(file));
        assertEquals(List.of(problems), e.problems());
        assertEquals(file.toString(), e.source());
        assertArrayEquals(before, parameters.values(), "a refused file changes nothing");
    }
}
