package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.BinaryPredictor;
import dev.lamina.runtime.ClassPredictor;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.Regressor;
import dev.lamina.runtime.TokenBinaryPredictor;
import dev.lamina.runtime.WeightsSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What generated classes do with losses, beyond the values that PyTorch gives. */
final class LossesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Target.class)
    void oneScoreGivesTheProbabilityOfYes(Target target) {
        LoadedNetwork loaded = load(target, "input x: vector[3]  fc(1)  loss binary_cross_entropy");
        BinaryPredictor network = assertInstanceOf(BinaryPredictor.class, loaded.predictor(loaded.newParameters(1), 2));
        float[] x = {1, -2, 3, 0.5f, 0, -1};
        float[] scores = new float[2];
        float[] probabilities = new float[2];
        network.predict(x, 2, scores);
        network.probabilities(x, 2, probabilities);
        for (int i = 0; i < 2; i++) {
            assertEquals(1 / (1 + Math.exp(-scores[i])), probabilities[i], 1e-7);
        }
        assertFalse(network instanceof ClassPredictor);
    }

    @Test
    void tokensGiveProbabilitiesToo() {
        LoadedNetwork loaded =
                load(Target.SCALAR, "input x: tokens[3] below 4  embedding(2) last fc(2)  loss binary_cross_entropy");
        assertInstanceOf(TokenBinaryPredictor.class, loaded.predictor(loaded.newParameters(1), 1));
        float[] probabilities = new float[2];
        ((TokenBinaryPredictor) loaded.predictor(loaded.newParameters(1), 1))
                .probabilities(new int[] {1, 2, 3}, 1, probabilities);
        assertTrue(probabilities[0] > 0 && probabilities[0] < 1, Arrays.toString(probabilities));
    }

    @Test
    void aTargetThatIsNoProbabilityIsRefusedByItsPlace() {
        LoadedNetwork loaded = load(Target.SCALAR, "input x: vector[1]  fc(2)  loss binary_cross_entropy");
        Regressor network = (Regressor) loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), 2);
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> network.forward(new float[2], new float[] {0, 1, 2, 0.5f}, 2));
        assertEquals(
                "target[2] is 2.0, but a binary cross-entropy compares with numbers from 0 to 1", refused.getMessage());
        assertTrue(network.forward(new float[2], new float[] {0, 1, 0.5f, 1}, 2) > 0);
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void aBatchWithoutALabelThatCountsHasTheLossZeroAndNoGradient(Target target) {
        LoadedNetwork loaded = load(target, "input x: vector[2]  fc(3)  loss cross_entropy(ignore = -100)");
        Classifier network = (Classifier) loaded.trainer(loaded.newParameters(1), loaded.newTrainingState(), 2);
        assertEquals(0, network.forward(new float[] {1, 2, 3, 4}, new int[] {-100, -100}, 2));
        network.backward();
        assertArrayEquals(
                new float[9],
                network.gradients().tensors("").stream()
                        .map(tensor -> tensor.floats())
                        .reduce(new float[0], LossesTest::joined));
        assertThrows(IllegalArgumentException.class, () -> network.forward(new float[4], new int[] {-100, -1}, 2));
    }

    @Test
    void aNumberThatMayBeLeftOutMayAlsoBeNone() {
        String model = "model M { input words: tokens[3] below 5  embedding(2)  flatten  fc(2)  loss cross_entropy }";
        String written = model.replace("embedding(2)", "embedding(2, padding = none)")
                .replace("cross_entropy", "cross_entropy(ignore = none)");
        assertEquals(code(model), code(written));
    }

    /** The generated class without its comments, which quote the model. */
    private static List<String> code(String model) {
        CompiledModel compiled = LaminaCompiler.compile(new SourceFile("m.lamina", model), Options.defaults())
                .models()
                .get(0);
        return compiled.javaSource()
                .lines()
                .filter(line -> !line.strip().startsWith("*") && !line.strip().startsWith("/*"))
                .toList();
    }

    private static float[] joined(float[] one, float[] other) {
        float[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void balancedWeightsAreThoseOfTheDataAndTravelWithTheParameters() {
        LoadedNetwork balanced =
                load(Target.SCALAR, "input x: vector[2]  fc(3)  loss cross_entropy(weights = balanced)");
        LoadedNetwork given =
                load(Target.SCALAR, "input x: vector[2]  fc(3)  loss cross_entropy(weights = (0.5, 2, 4))");
        Parameters counted = balanced.newParameters(3);
        counted.preprocessing(counted.preprocessing().withClassWeights(List.of(0.5f, 2f, 4f)));
        Path file = folder.resolve("w.safetensors");
        counted.write(file);
        Parameters read = balanced.newParameters(9);
        read.read(WeightsSource.of(file));
        assertEquals(List.of(0.5f, 2f, 4f), read.preprocessing().classWeights());
        float[] x = {1, 2, -3, 4, 0.5f, 0};
        int[] labels = {0, 1, 2};
        float expected =
                ((Classifier) given.trainer(given.newParameters(3), given.newTrainingState(), 3)).forward(x, labels, 3);
        assertEquals(
                expected, ((Classifier) balanced.trainer(read, balanced.newTrainingState(), 3)).forward(x, labels, 3));
        float unweighted = ((Classifier) balanced.trainer(balanced.newParameters(3), balanced.newTrainingState(), 3))
                .forward(x, labels, 3);
        assertTrue(Math.abs(unweighted - expected) > 1e-3, unweighted + " and " + expected);
    }

    @Test
    void weightsOfAnotherNumberOfClassesAreRefused() {
        LoadedNetwork loaded = load(Target.SCALAR, "input x: vector[2]  fc(3)  loss cross_entropy(weights = balanced)");
        Parameters parameters = loaded.newParameters(3);
        parameters.preprocessing(parameters.preprocessing().withClassWeights(List.of(0.5f, 2f)));
        Classifier network = (Classifier) loaded.trainer(parameters, loaded.newTrainingState(), 1);
        assertThrows(IllegalStateException.class, () -> network.forward(new float[2], new int[1], 1));
    }

    @Test
    void lossesDoNotChangeWhatIsPredicted() {
        float[] x = {1, -2, 3};
        float[] expected = prediction("loss mse", x);
        for (String loss : List.of(
                "loss mae",
                "loss huber(2)",
                "loss binary_cross_entropy(positive_weight = 3)",
                "loss mse(target = input)")) {
            assertArrayEquals(expected, prediction(loss, x), loss);
        }
    }

    private static float[] prediction(String loss, float[] x) {
        LoadedNetwork loaded = load(Target.SCALAR, "input x: vector[3]  fc(3)  " + loss);
        float[] output = new float[3];
        ((Predictor) loaded.predictor(loaded.newParameters(4), 1)).predict(x, 1, output);
        return output;
    }

    private static LoadedNetwork load(Target target, String body) {
        return new Variant(target, Fusion.ALL, Loader.JANINO).load("model M { " + body + " }");
    }
}
