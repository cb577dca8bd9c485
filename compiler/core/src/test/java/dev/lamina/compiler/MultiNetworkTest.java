package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.GroundTruth;
import dev.lamina.runtime.InputPort;
import dev.lamina.runtime.MultiNetwork;
import dev.lamina.runtime.MultiPredictor;
import dev.lamina.runtime.MultiStreaming;
import dev.lamina.runtime.NetworkPool;
import dev.lamina.runtime.OutputPort;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.PortArrays;
import dev.lamina.runtime.RecurrentState;
import dev.lamina.runtime.SequenceNetwork;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Classes with several inputs or several outputs. */
final class MultiNetworkTest {
    private static final Variant USUAL = new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO);
    private static final int BATCH = 5;

    private static final String DETECTOR = """
            model Detector {
                input image: image[3, 8, 8]
                input extra: vector[4]
                from image
                conv(8, kernel = 3)
                trunk: relu
                flatten
                joined: fc(8)
                from extra
                fc(8)
                add(joined)
                output boxes: fc(8)
                from trunk
                conv(4, kernel = 1)
                flatten
                output scores: fc(5)
                loss mse(boxes, weight = 0.1)
                loss cross_entropy(scores)
                train { optimizer adam(rate = 0.01) }
            }
            """;

    private static final String SEQUENCES = """
            model Pair {
                input left: sequence[6, 3]
                input right: sequence[6, 2]
                input place: vector[4]
                from left
                a: gru(5)
                from right
                b: lstm(5)
                add(a)
                output steps: fc(3)
                from b
                last
                c: fc(7)
                from place
                fc(7)
                add(c)
                tanh
                output total: fc(2)
                loss cross_entropy(steps, weight = 2)
                loss mse(total)
            }
            """;

    private static final Map<String, String> MODELS = Map.ofEntries(
            Map.entry("detector", DETECTOR),
            Map.entry("sequences", SEQUENCES),
            Map.entry("two inputs", """
                    model Two {
                        input a: vector[3]
                        input b: vector[20]
                        from a
                        left: fc(6)
                        from b
                        fc(6)
                        add(left)
                        dropout(0.5)
                        fc(4)
                        loss cross_entropy(smoothing = 0.1)
                    }
                    """),
            Map.entry("two outputs without a loss", """
                    model Halves {
                        input x: vector[9]
                        common: fc(17)
                        tanh
                        output left: fc(3)
                        from common
                        output right: fc(2)
                    }
                    """),
            Map.entry("an output without a loss, and one value twice an output", """
                    model Views {
                        input x: vector[9]
                        output code: fc(4)
                        relu
                        output scores: fc(3)
                        loss cross_entropy(scores, weight = 0.5)
                    }
                    """),
            Map.entry("tokens and an image", """
                    model Caption {
                        input words: tokens[4] below 7
                        input picture: image[1, 4, 4]
                        from words
                        embedding(6)
                        mean
                        text: fc(5)
                        from picture
                        flatten
                        fc(5)
                        add(text)
                        output out: fc(3)
                        output square: fc(2)
                        loss mse(out)
                        loss mse(square, weight = 3)
                    }
                    """),
            Map.entry("sequences of different lengths", """
                    model Lengths {
                        input question: sequence[5, 3]
                        input answer: sequence[7, 3]
                        from question
                        gru(4)
                        last
                        q: fc(4)
                        from answer
                        gru(4)
                        last
                        add(q)
                        fc(2)
                        loss mse
                    }
                    """));

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> everyVariantGivesTheSameBits() {
        return each(text -> {
            Results expected = new Trial(USUAL.load(text), BATCH, 1).everything(3);
            for (Variant variant : Variant.inTurn(text)) {
                assertSameBits("" + variant, expected, new Trial(variant.load(text), BATCH, 1).everything(3));
            }
            for (Target target : Target.values()) {
                Variant unfused = new Variant(target, Fusion.NONE, Loader.JANINO);
                assertSameBits("" + unfused, expected, new Trial(unfused.load(text), BATCH, 1).everything(3));
            }
        });
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> gradientsAreThoseOfTheForwardDirection() {
        return each(text -> {
            for (Fusion fusion : Fusion.values()) {
                DoubleRun run = DoubleRun.of(new Variant(Target.SCALAR, fusion, Loader.JANINO).compile(text), 3);
                CentralDifferenceTest.check(text, run, false);
                assertTrue(run.slopes().values().stream().anyMatch(slope -> !slope.isZero()), text);
            }
        });
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> batchOfManyPredictsTheBitsOfManyBatchesOfOne() {
        return each(text -> {
            Trial trial = new Trial(USUAL.load(text), BATCH, 1);
            float[] together = trial.predict(BATCH, 0);
            int size = together.length / BATCH;
            for (int sample = 0; sample < BATCH; sample++) {
                assertSameBits(
                        "sample " + sample,
                        Arrays.copyOfRange(together, sample * size, (sample + 1) * size),
                        trial.predict(1, sample));
            }
        });
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> resumedTrainingGivesTheBitsOfOneRun(@TempDir Path folder) {
        return Stream.of(DETECTOR, SEQUENCES)
                .map(text -> DynamicTest.dynamicTest(text, () -> {
                    LoadedNetwork loaded = USUAL.load(text);
                    Trial whole = new Trial(loaded, BATCH, 1);
                    whole.step();
                    Path file = folder.resolve("checkpoint.safetensors");
                    whole.network().state().write(file, whole.parameters());
                    Trial resumed = new Trial(loaded, BATCH, 1);
                    resumed.network().state().read(file, resumed.parameters());
                    assertSameBits("resumed", whole.everything(2), resumed.everything(2));
                }));
    }

    @Test
    void portsTellNamesSizesAndGroundTruths() {
        LoadedNetwork loaded = USUAL.load(DETECTOR);
        MultiNetwork network = loaded.multi(loaded.newParameters(1), 2);
        assertEquals(2, network.inputCount());
        assertEquals(new InputPort("image", 192, false, 0), network.inputPort(0));
        assertEquals(new InputPort("extra", 4, false, 0), network.inputPort(1));
        assertEquals(new OutputPort("boxes", 8, false, GroundTruth.TARGET, 0), network.outputPort(0));
        assertEquals(new OutputPort("scores", 5, false, GroundTruth.LABELS, 5), network.outputPort(1));
        assertEquals(1, network.outputPort(1).labelSize());
        assertEquals(196, network.inputSize());
        assertEquals(13, network.outputSize());
    }

    @Test
    void theModelTellsItsInputsOutputsAndLosses() {
        CompiledModel model = USUAL.compile(DETECTOR);
        assertEquals(
                "[image, extra]",
                model.inputs().stream().map(ModelValue::name).toList().toString());
        assertEquals(
                "[boxes, scores]",
                model.outputs().stream().map(ModelValue::name).toList().toString());
        TrainingFacts.OutputLoss boxes = model.training().outputs().get(0);
        assertEquals(new TrainingFacts.OutputLoss("boxes", GroundTruth.TARGET, boxes.function(), false, 0.1), boxes);
        assertEquals("mse", boxes.function().keyword());
        assertThrows(IllegalStateException.class, model::input);
        assertThrows(IllegalStateException.class, model.training()::groundTruth);
    }

    /** The methods with an array for each input and output are those that people call. */
    @Test
    void typedMethodsAndTheCommonInterfaceGiveTheSameBits() throws Exception {
        LoadedNetwork loaded = USUAL.load(DETECTOR);
        Parameters parameters = loaded.newParameters(1);
        MultiNetwork network = loaded.multiTrainer(parameters, loaded.newTrainingState(), 2);
        Random random = new Random(1);
        float[] image = numbers(random, 384);
        float[] extra = numbers(random, 8);
        float[] boxes = new float[16];
        float[] scores = new float[10];
        loaded.type()
                .getMethod("predict", float[].class, float[].class, int.class, float[].class, float[].class)
                .invoke(network, image, extra, 2, boxes, scores);
        PortArrays arrays = network.newArrays();
        float[] otherBoxes = new float[16];
        float[] otherScores = new float[10];
        arrays.floats("image", image);
        arrays.floats("extra", extra);
        arrays.output("boxes", otherBoxes);
        arrays.output("scores", otherScores);
        network.predict(arrays, 2);
        assertArrayEquals(boxes, otherBoxes);
        assertArrayEquals(scores, otherScores);
        arrays.target("boxes", numbers(random, 16));
        arrays.labels("scores", new int[] {1, 4});
        float loss = network.forward(arrays, 2);
        Object typed = loaded.type()
                .getMethod("forward", float[].class, float[].class, float[].class, int[].class, int.class)
                .invoke(network, image, extra, arrays.target(0), arrays.labels(1), 2);
        assertEquals(loss, typed);
        float[] all = new float[26];
        network.output(all);
        assertArrayEquals(boxes, Arrays.copyOf(all, 16));
        assertArrayEquals(scores, Arrays.copyOfRange(all, 16, 26));
    }

    @Test
    void theLossIsTheWeightedSumOfTheLosses() {
        double whole = lossOf(DETECTOR);
        double boxes =
                lossOf(DETECTOR.replace("loss cross_entropy(scores)\n", "").replace("weight = 0.1", "weight = 1"));
        double scores = lossOf(DETECTOR.replace("loss mse(boxes, weight = 0.1)\n", ""));
        assertTrue(boxes > 0.1 && scores > 0.1, boxes + " " + scores);
        assertEquals(0.1 * boxes + scores, whole, 1e-5);
    }

    private static double lossOf(String text) {
        return new Trial(USUAL.load(text), BATCH, 1).pass(false).get("loss")[0];
    }

    @Test
    void theGradientOfAnInputThatNoLossDependsOnIsZeros() {
        String text = """
                model Half {
                    input a: vector[3]
                    input b: sequence[4, 3]
                    from a
                    output x: fc(2)
                    from b
                    output y: fc(2)
                    loss mse(x)
                }
                """;
        Results results = new Trial(USUAL.load(text), BATCH, 1).pass(false);
        assertArrayEquals(new float[BATCH * 12], results.get("grad_input.b"));
        assertFalse(Arrays.equals(new float[BATCH * 3], results.get("grad_input.a")));
    }

    @Test
    void wrongArraysAreRefusedByTheNameOfTheInputOrOutput() {
        LoadedNetwork loaded = USUAL.load(DETECTOR);
        MultiNetwork network = loaded.multiTrainer(loaded.newParameters(1), loaded.newTrainingState(), 2);
        PortArrays arrays = network.newArrays();
        refused("there is no array for the input image: give it with floats(\"image\", …)", network, arrays);
        arrays.floats(0, new float[384]);
        arrays.floats(1, new float[7]);
        arrays.target(0, new float[16]);
        arrays.labels(1, new int[2]);
        refused("extra has 7 floats, but 2 samples of 4 need 8", network, arrays);
        arrays.floats(1, new float[] {0, 0, 0, 0, 0, Float.NaN, 0, 0});
        refused("extra[1, 1] is NaN, but finite numbers are needed", network, arrays);
        arrays.floats(1, new float[8]);
        arrays.target(0, new float[15]);
        refused("the target of boxes has 15 floats, but 2 samples of 8 need 16", network, arrays);
        arrays.target(0, new float[16]);
        arrays.labels(1, new int[] {0});
        refused("there are 1 labels of scores for 2 samples", network, arrays);
        arrays.labels(1, new int[] {0, 5});
        refused("labels of scores[1] is 5, but scores has 5 classes: 0 .. 4", network, arrays);
        arrays.labels(1, new int[2]);
        assertTrue(network.forward(arrays, 2) > 0);
        assertEquals(
                "there is no input picture; there is image, extra",
                assertThrows(IllegalArgumentException.class, () -> arrays.floats("picture", new float[1]))
                        .getMessage());
        assertEquals(
                "the input image takes floats, not tokens",
                assertThrows(IllegalArgumentException.class, () -> arrays.tokens("image", new int[1]))
                        .getMessage());
        assertThrows(IllegalStateException.class, () -> network.backward(arrays));
    }

    private static void refused(String message, MultiNetwork network, PortArrays arrays) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> network.forward(arrays, 2))
                        .getMessage());
    }

    @Test
    void aWrongTokenIsRefusedByTheNameOfItsInput() {
        LoadedNetwork loaded = USUAL.load(Objects.requireNonNull(MODELS.get("tokens and an image")));
        MultiNetwork network = loaded.multi(loaded.newParameters(1), 1);
        PortArrays arrays = network.newArrays();
        arrays.tokens(0, new int[] {0, 1, 7, 0});
        arrays.floats(1, new float[16]);
        arrays.output(0, new float[3]);
        arrays.output(1, new float[2]);
        assertEquals(
                "words[0, 2] is 7, but tokens are below 7",
                assertThrows(IllegalArgumentException.class, () -> network.predict(arrays, 1))
                        .getMessage());
    }

    @Test
    void withoutInputGradientsTheClassSaysSo() {
        CompiledModel model = USUAL.compile(DETECTOR, false);
        Trial trial = new Trial(model.load(), BATCH, 1);
        assertTrue(trial.step() > 0);
        MultiNetwork network = assertInstanceOf(MultiNetwork.class, trial.network());
        assertEquals(
                "this class was generated without the gradients of its inputs",
                assertThrows(IllegalStateException.class, () -> network.inputGradient(1, new float[100]))
                        .getMessage());
    }

    @Test
    void stepsOfAStreamGiveTheBitsOfTheWholeSequence() {
        for (Variant variant : Variant.fused()) {
            LoadedNetwork loaded = variant.load(SEQUENCES);
            Parameters parameters = loaded.newParameters(1);
            MultiStreaming network = loaded.multiStreaming(parameters, 1);
            Random random = new Random(2);
            float[] left = numbers(random, 18);
            float[] right = numbers(random, 12);
            float[] place = numbers(random, 4);
            float[] steps = new float[18];
            float[] total = new float[2];
            PortArrays whole = arrays(network, left, right, place, steps, total);
            network.predict(whole, 1);
            RecurrentState state = network.newState(1);
            float[] step = new float[3];
            float[] now = new float[2];
            for (int i = 0; i < 6; i++) {
                network.step(
                        arrays(
                                network,
                                Arrays.copyOfRange(left, 3 * i, 3 * i + 3),
                                Arrays.copyOfRange(right, 2 * i, 2 * i + 2),
                                place,
                                step,
                                now),
                        state);
                assertArrayEquals(Arrays.copyOfRange(steps, 3 * i, 3 * i + 3), step, "step " + i);
            }
            assertArrayEquals(total, now);
        }
    }

    private static PortArrays arrays(
            MultiPredictor network, float[] left, float[] right, float[] place, float[] steps, float[] total) {
        PortArrays arrays = network.newArrays();
        arrays.floats("left", left);
        arrays.floats("right", right);
        arrays.floats("place", place);
        arrays.output("steps", steps);
        arrays.output("total", total);
        return arrays;
    }

    @Test
    void sequencesOfACallMayBeShorterTogetherAndEachSampleHasItsLength() {
        LoadedNetwork roomy = USUAL.load(SEQUENCES);
        LoadedNetwork exact = USUAL.load(SEQUENCES.replace("sequence[6", "sequence[4"));
        MultiNetwork shorter = roomy.multi(roomy.newParameters(1), 2);
        MultiNetwork declared = exact.multi(exact.newParameters(1), 2);
        ((SequenceNetwork) shorter).length(4);
        assertEquals(4 * 5 + 4, shorter.inputSize());
        assertEquals(4 * 3 + 2, shorter.outputSize());
        Random random = new Random(3);
        float[] left = numbers(random, 24);
        float[] right = numbers(random, 16);
        float[] place = numbers(random, 8);
        float[] expected = new float[24];
        float[] actual = new float[24];
        declared.predict(arrays(declared, left, right, place, expected, new float[4]), 2);
        shorter.predict(arrays(shorter, left, right, place, actual, new float[4]), 2);
        assertArrayEquals(expected, actual);
        ((SequenceNetwork) shorter).lengths(new int[] {4, 2}, 2);
        float[] padded = new float[24];
        left[20] = Float.NaN; // padding of the second sample
        shorter.predict(arrays(shorter, left, right, place, padded, new float[4]), 2);
        assertArrayEquals(Arrays.copyOf(expected, 18), Arrays.copyOf(padded, 18));
        assertArrayEquals(new float[6], Arrays.copyOfRange(padded, 18, 24));
    }

    @Test
    void inputsWithDifferentNumbersOfStepsHaveFixedLengths() {
        CompiledModel model = USUAL.compile(Objects.requireNonNull(MODELS.get("sequences of different lengths")));
        assertEquals(0, model.sequences().mostSteps());
        assertEquals(
                "its inputs have different numbers of steps",
                model.sequences().whyNotStreaming().orElseThrow());
        LoadedNetwork loaded = model.load();
        assertFalse(loaded.multi(loaded.newParameters(1), 1) instanceof SequenceNetwork);
    }

    @Test
    void aPoolLendsThem() throws Exception {
        LoadedNetwork loaded = USUAL.load(DETECTOR);
        try (NetworkPool<MultiNetwork> pool = new NetworkPool<>(loaded.newParameters(1), 1, 2, loaded::multi)) {
            float[] scores = new float[5];
            pool.use(network -> {
                PortArrays arrays = network.newArrays();
                arrays.floats(0, new float[192]);
                arrays.floats(1, new float[4]);
                arrays.output(0, new float[8]);
                arrays.output(1, scores);
                network.predict(arrays, 1);
                return arrays;
            });
            assertFalse(Arrays.equals(new float[5], scores));
        }
    }

    /** Names that methods, variables, constants, packages or classes of the generated code have, and pairs that look alike in Java. */
    @Test
    void anyNamesOfInputsOutputsAndLayersGiveAClass() {
        String text = """
                model Names {
                    input batch: vector[2]
                    input into: vector[2]
                    input Math: vector[2]
                    input arrays: vector[2]
                    input boxesTarget: vector[2]
                    input state: vector[2]
                    input int: vector[2]
                    input java: vector[2]
                    input BATCH: vector[2]
                    a1: repeat 2 { b: fc(2)  1: fc(2)  tanh }
                    a: repeat 2 { 1: fc(2)  b: fc(2)  b_1: fc(2) }
                    c: residual { d: fc(2) }
                    cD: fc(2)
                    c_d: fc(2)
                    add(batch)
                    from into
                    0: fc(2)
                    add(Math)
                    add(arrays)
                    add(boxesTarget)
                    add(state)
                    add(int)
                    add(java)
                    output boxes: fc(2)
                    output Boxes: fc(2)
                    output output: fc(2)
                    output number: fc(2)
                    output class: fc(2)
                    output SPECIES: fc(2)
                    output batchTokens: fc(2)
                    loss mse(boxes)
                    loss mse(Boxes)
                    loss cross_entropy(output)
                    loss mse(SPECIES)
                }
                """;
        Results expected = new Trial(USUAL.load(text), BATCH, 1).everything(2);
        for (Variant variant : Variant.fused()) {
            assertSameBits("" + variant, expected, new Trial(variant.load(text), BATCH, 1).everything(2));
        }
    }

    /** As many as a model may have, which is also many arguments for a method. */
    @Test
    void ninetyNineOutputsFitIntoAClass() {
        StringBuilder text = new StringBuilder("model Many { input x: vector[2]\n");
        for (int i = 0; i < 99; i++) {
            text.append("output y" + i + ": fc(2)\n");
        }
        for (int i = 0; i < 99; i++) {
            text.append("loss mse(y" + i + ")\n");
        }
        text.append("}");
        Results expected = new Trial(USUAL.load(text.toString()), 2, 1).everything(1);
        Variant other = new Variant(Target.SCALAR, Fusion.ALL, Loader.JAVAC);
        assertSameBits("" + other, expected, new Trial(other.load(text.toString()), 2, 1).everything(1));
    }

    private static float[] numbers(Random random, int length) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static Stream<DynamicTest> each(ThrowingCheck check) {
        return MODELS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(model -> DynamicTest.dynamicTest(model.getKey(), () -> check.of(model.getValue())));
    }

    private interface ThrowingCheck {
        void of(String text) throws Exception;
    }
}
