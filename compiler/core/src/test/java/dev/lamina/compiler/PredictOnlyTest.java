package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.ClassPredictor;
import dev.lamina.runtime.MultiStreaming;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Streaming;
import dev.lamina.runtime.TokenClassPredictor;
import dev.lamina.runtime.TrainableNetwork;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes that only predict: what they lack, and that they give the bits of those that train. */
final class PredictOnlyTest {
    private static final String CLASSIFIER = """
            model Digits {
                input image: image[1, 9, 8]
                conv(5, kernel = 3, padding = 1)  batchnorm  relu  maxpool(2)
                flatten  dropout(0.5)  fc(7)  relu  fc(3)
                loss cross_entropy
            }
            """;
    private static final String REGRESSOR = "model Line { input x: vector[3]  fc(8)  tanh  fc(2)  loss mse }";
    private static final String TRANSFORM = "model Map { input x: vector[5]  fc(4)  sigmoid }";
    private static final String TOKENS = """
            model Words {
                input text: tokens[6] below 11
                embedding(4)  gru(9)  last  fc(3)
                loss cross_entropy
            }
            """;
    private static final String SEQUENCE = "model Steps { input x: sequence[6, 2]  lstm(5)  fc(2)  loss mse }";
    private static final String SEVERAL = """
            model Several {
                input left: sequence[3, 2]  input right: vector[4]
                from left  gru(5)  last  a: fc(6)
                from right  fc(6)  add(a)
                output boxes: fc(2)  output scores: fc(3)
                loss mse(boxes)  loss cross_entropy(scores)
            }
            """;

    static List<String> models() {
        return List.of(CLASSIFIER, REGRESSOR, TRANSFORM, TOKENS, SEQUENCE, SEVERAL);
    }

    private static CompiledModel compile(String text, Target target, boolean predictOnly) {
        Options options = Options.defaults()
                .withTarget(target)
                .withPredictOnly(predictOnly)
                .withVerify(true);
        return LaminaCompiler.compile(new SourceFile("test.lamina", text), options)
                .models()
                .get(0);
    }

    private static LoadedNetwork onlyPredicting(String text) {
        return compile(text, Target.SCALAR, true).load();
    }

    /** The outputs for two samples of random numbers. */
    private static float[][] predicted(LoadedNetwork loaded) {
        Network network = loaded.predictor(loaded.newParameters(3), 2);
        Random random = new Random(4);
        NetworkBatch batch = NetworkBatch.of(loaded.model());
        List<ModelValue> inputs = loaded.model().inputs();
        for (int i = 0; i < inputs.size(); i++) {
            int length = 2 * inputs.get(i).size();
            batch.input(
                    i,
                    inputs.get(i).holdsTokens()
                            ? NetworkInput.of(random.ints(length, 0, 11).toArray())
                            : NetworkInput.of(floats(random, length)));
        }
        float[][] outputs = loaded.model().outputs().stream()
                .map(output -> new float[2 * output.size()])
                .toArray(float[][]::new);
        batch.predict(network, 2, outputs);
        return outputs;
    }

    private static float[] floats(Random random, int length) {
        float[] floats = new float[length];
        for (int i = 0; i < length; i++) {
            floats[i] = random.nextFloat() - 0.5f;
        }
        return floats;
    }

    @ParameterizedTest
    @MethodSource("models")
    void predictionsHaveTheBitsOfAClassThatTrains(String text) {
        float[][] expected = predicted(compile(text, Target.SCALAR, false).load());
        for (Target target : Target.values()) {
            for (Loader loader : Loader.values()) {
                assertArrayEquals(expected, predicted(loader.load(compile(text, target, true))), target + " " + loader);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void nothingInTheClassTrains(String text) {
        LoadedNetwork loaded = onlyPredicting(text);
        assertFalse(TrainableNetwork.class.isAssignableFrom(loaded.type()));
        List<String> training = Stream.of(loaded.type().getDeclaredMethods())
                .map(Method::getName)
                .filter(name -> name.matches("(forward|backward|update|train|newTrainingState|output|inputGradient).*"))
                .filter(name -> !name.matches("output\\w*Export|outputSize|forwardTile\\w+")) // tiles that predict
                .toList();
        assertEquals(List.of(), training);
        assertFalse(loaded.model().javaSource().contains("TrainingState"));
    }

    @Test
    void theInterfaceIsTheOneThatPredicts() {
        LoadedNetwork classes = onlyPredicting(CLASSIFIER);
        ClassPredictor digits = assertInstanceOf(ClassPredictor.class, classes.predictor(classes.newParameters(1), 1));
        assertEquals(3, digits.classes());
        assertTrue(digits.classOf(new float[72]) < 3);
        LoadedNetwork tokens = onlyPredicting(TOKENS);
        assertInstanceOf(TokenClassPredictor.class, tokens.predictor(tokens.newParameters(1), 1));
        LoadedNetwork several = onlyPredicting(SEVERAL);
        assertInstanceOf(MultiStreaming.class, several.multiStreaming(several.newParameters(1), 1));
    }

    @Test
    void statesHaveNoGradients() {
        LoadedNetwork loaded = onlyPredicting(SEQUENCE);
        Streaming network = loaded.streaming(loaded.newParameters(1), 1);
        assertEquals(10, network.initialState().length);
        assertNull(network.initialStateGradient());
        assertNull(network.finalStateGradient());
    }

    @Test
    void askedToTrainItSaysWhyNot() {
        LoadedNetwork loaded = onlyPredicting(REGRESSOR);
        IllegalStateException thrown = assertThrows(IllegalStateException.class, loaded::newTrainingState);
        assertEquals("Line was generated for predicting only", thrown.getMessage());
    }

    /** Predicting programs are the first of two otherwise; here there is one. */
    @ParameterizedTest
    @ValueSource(strings = {CLASSIFIER, SEVERAL})
    void theMemoryIsThatOfThePrediction(String text) {
        CompiledModel model = compile(text, Target.SCALAR, true);
        assertEquals(
                compile(text, Target.SCALAR, false).memoryOfPredicting().peak(),
                model.memoryOfPredicting().peak());
        assertEquals(0, model.memoryOfTraining().peak());
    }

    @ParameterizedTest
    @MethodSource("models")
    void theClassThatChoosesPredictsToo(String text, @TempDir Path folder) throws IOException {
        BuildModel built = ChooserClasses.build(
                folder, text, Options.defaults().withPackageName("p").withPredictOnly(true));
        assertEquals(3, built.classNames().size());
        String chooser = built.sources().getOrDefault(built.fullName(), "");
        assertFalse(chooser.contains("TrainingState") || chooser.contains("gradients()"), chooser);
        assertTrue(chooser.contains(Parameters.class.getSimpleName() + " newParameters("), chooser);
    }
}
