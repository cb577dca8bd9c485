package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What holds for every model, tried on models made of seeds; {@code -Dlamina.models=500} tries more. */
final class LawsTest {

    private static final Variant USUAL = new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO);

    @TestFactory
    Stream<DynamicTest> fusionChangesNoBit() {
        return forModels(model -> compare(model, USUAL, new Variant(Target.VECTOR, Fusion.NONE, Loader.JANINO)));
    }

    @TestFactory
    Stream<DynamicTest> fusionChangesNoBitOfTheScalarTarget() {
        return forModels(model -> compare(
                model,
                new Variant(Target.SCALAR, Fusion.ALL, Loader.JANINO),
                new Variant(Target.SCALAR, Fusion.NONE, Loader.JANINO)));
    }

    @TestFactory
    Stream<DynamicTest> bothLoadersGiveTheSameBits() {
        return forModels(model -> compare(model, USUAL, new Variant(Target.VECTOR, Fusion.ALL, Loader.JAVAC)));
    }

    @TestFactory
    Stream<DynamicTest> bothTargetsGiveTheSameBits() {
        return forModels(model -> compare(model, USUAL, new Variant(Target.SCALAR, Fusion.ALL, Loader.JAVAC)));
    }

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

    @TestFactory
    Stream<DynamicTest> batchOfManyPredictsTheBitsOfManyBatchesOfOne() {
        return forModels(model -> {
            Trial trial = new Trial(USUAL.load(model.text()), model.batch(), model.seed());
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

    @TestFactory
    Stream<DynamicTest> roomForMoreSamplesChangesNoBit() {
        return forModels(model -> {
            LoadedNetwork loaded = USUAL.load(model.text());
            Trial exact = new Trial(loaded, model.batch(), model.seed());
            Trial roomy = new Trial(loaded, model.batch(), model.seed(), model.batch() + 5);
            assertSameBits("with room for more", exact.everything(2), roomy.everything(2));
        });
    }

    @TestFactory
    Stream<DynamicTest> inputGradientsOfSamplesDoNotDependOnTheirNeighbours() {
        return RandomModel.some(24).stream()
                .filter(model -> model.loss().isEmpty())
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    Trial trial = new Trial(USUAL.load(model.text()), model.batch(), model.seed());
                    assertSameBits("one by one", trial.pass(false).get("grad_input"), trial.inputGradientsOneByOne());
                }));
    }

    private static void compare(RandomModel model, Variant expected, Variant actual) {
        Results first = new Trial(expected.load(model.text()), model.batch(), model.seed()).everything(3);
        Results second = new Trial(actual.load(model.text()), model.batch(), model.seed()).everything(3);
        assertSameBits(actual + " against " + expected, first, second);
    }

    private static Stream<DynamicTest> forModels(Consumer<RandomModel> law) {
        return RandomModel.some(24).stream()
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    try {
                        law.accept(model);
                    } catch (AssertionError | RuntimeException e) {
                        throw new AssertionError(model + ": " + e.getMessage() + "\n" + model.text(), e);
                    }
                }));
    }
}
