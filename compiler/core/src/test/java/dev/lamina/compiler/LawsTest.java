package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.layer.Layers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What holds for every model, tried on models made of seeds; {@code -Dlamina.models=500} tries more. */
final class LawsTest {

    /** With as many models, each layer occurs. */
    private static final int LAYERS = Layers.ALL.size();

    private static final Variant USUAL = new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO);

    /** Most laws are about the same classes; compiling takes longer than trying them. */
    private static final Map<String, LoadedNetwork> LOADED = new ConcurrentHashMap<>();

    private static LoadedNetwork load(RandomModel model, Variant variant) {
        return LOADED.computeIfAbsent(model.text() + variant, each -> variant.load(model.text()));
    }

    @AfterAll
    static void forget() {
        LOADED.clear();
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> fusionChangesNoBit() {
        return forModels(model -> compare(model, USUAL, new Variant(Target.VECTOR, Fusion.NONE, Loader.JANINO)));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> fusionChangesNoBitOfTheScalarTarget() {
        return forModels(model -> compare(
                model,
                new Variant(Target.SCALAR, Fusion.ALL, Loader.JANINO),
                new Variant(Target.SCALAR, Fusion.NONE, Loader.JANINO)));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> bothLoadersGiveTheSameBits() {
        return forModels(model -> compare(model, USUAL, new Variant(Target.VECTOR, Fusion.ALL, Loader.JAVAC)));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> bothTargetsGiveTheSameBits() {
        return forModels(model -> compare(model, USUAL, new Variant(Target.SCALAR, Fusion.ALL, Loader.JAVAC)));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> generatingTwiceGivesTheSameText() {
        return forModels(model -> {
            for (Target target : Target.values()) {
                Variant variant = new Variant(target, Fusion.ALL, Loader.JANINO);
                assertEquals(
                        variant.compile(model.text()).javaSource(),
                        variant.compile(model.text()).javaSource());
            }
        });
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> batchOfManyPredictsTheBitsOfManyBatchesOfOne() {
        return forModels(model -> {
            Trial trial = new Trial(load(model, USUAL), model.batch(), model.seed());
            float[] together = trial.predict(model.batch(), 0);
            int size = together.length / model.batch();
            for (int sample = 0; sample < model.batch(); sample++) {
                assertSameBits(
                        "prediction of sample " + sample,
                        Arrays.copyOfRange(together, sample * size, (sample + 1) * size),
                        trial.predict(1, sample));
            }
        });
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> roomForMoreSamplesChangesNoBit() {
        return forModels(model -> {
            LoadedNetwork loaded = load(model, USUAL);
            Trial exact = new Trial(loaded, model.batch(), model.seed());
            Trial roomy = new Trial(loaded, model.batch(), model.seed(), model.batch() + 5);
            assertSameBits("with room for more", exact.everything(2), roomy.everything(2));
        });
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> inputGradientsOfSamplesDoNotDependOnTheirNeighbours() {
        return RandomModel.some(LAYERS).stream()
                .filter(model -> model.loss().isEmpty() && !model.text().contains("tokens[") && !model.mixesSamples())
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    Trial trial = new Trial(load(model, USUAL), model.batch(), model.seed());
                    assertSameBits("one by one", trial.pass(false).get("grad_input"), trial.inputGradientsOneByOne());
                }));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> resumedTrainingGivesTheBitsOfOneRun(@TempDir Path folder) {
        return RandomModel.some(LAYERS).stream()
                .filter(model -> !model.loss().isEmpty())
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    LoadedNetwork loaded = load(model, USUAL);
                    Trial whole = new Trial(loaded, model.batch(), model.seed());
                    whole.step();
                    Path file = folder.resolve(model.seed() + ".safetensors");
                    whole.network().state().write(file, whole.parameters());
                    Trial resumed = new Trial(loaded, model.batch(), model.seed());
                    resumed.network().state().read(file, resumed.parameters());
                    assertSameBits("resumed", whole.everything(2), resumed.everything(2));
                }));
    }

    private static void compare(RandomModel model, Variant expected, Variant actual) {
        Results first = new Trial(load(model, expected), model.batch(), model.seed()).everything(3);
        Results second = new Trial(load(model, actual), model.batch(), model.seed()).everything(3);
        assertSameBits(actual + " against " + expected, first, second);
    }

    private static Stream<DynamicTest> forModels(Consumer<RandomModel> law) {
        return Stream.concat(RandomModel.some(LAYERS).stream(), RowModels.ALL.stream())
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    try {
                        law.accept(model);
                    } catch (AssertionError | RuntimeException e) {
                        throw new AssertionError(model + ": " + e.getMessage() + "\n" + model.text(), e);
                    }
                }));
    }
}
