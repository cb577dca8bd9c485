package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.lower.Program;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The laws of models that branch, tried on models made of seeds. {@code -Dlamina.branches=10000} tries more, and {@code
 * -Dlamina.branches.from=201} begins with another seed.
 */
final class BranchLawsTest {
    private static final int USUALLY = 200;

    /** javac takes several times as long as Janino. An odd number: models take turns at the targets. */
    private static final int EACH_BY_JAVAC = 11;

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> branchingModelsKeepTheLaws() {
        long from = Long.getLong("lamina.branches.from", 1);
        return LongStream.range(from, from + Integer.getInteger("lamina.branches", USUALLY))
                .mapToObj(seed -> DynamicTest.dynamicTest("branches of seed " + seed, () -> keepsTheLaws(seed)));
    }

    static void keepsTheLaws(long seed) {
        RandomModel model = RandomBranches.of(seed);
        try {
            laws(model);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("branches of seed " + seed + ": " + e.getMessage() + "\n" + model.text(), e);
        }
    }

    /** Fused code of one target against unfused code of the other, the targets in turn: a bit that either of them changes is seen. */
    private static void laws(RandomModel model) {
        boolean vector = model.seed() % 2 == 0;
        Variant usual = new Variant(vector ? Target.VECTOR : Target.SCALAR, Fusion.ALL, Loader.JANINO);
        Variant other = new Variant(vector ? Target.SCALAR : Target.VECTOR, Fusion.NONE, Loader.JANINO);
        CompiledModel compiled = usual.compile(model.text());
        CompiledModel unfused = other.compile(model.text());
        LoadedNetwork loaded = compiled.load();
        Results expected = everything(model, loaded);
        assertSameBits("unfused, of the other target", expected, everything(model, unfused.load()));
        if (model.seed() % EACH_BY_JAVAC == 0) {
            assertSameBits("javac", expected, everything(model, compiled.loadWithJavac()));
            assertEquals(compiled.javaSource(), usual.compile(model.text()).javaSource(), "generated twice");
        }
        assertSamplesAreAlone(model, loaded);
        SingleSteps.areThoseOfTheSequence(loaded, model.batch(), model.seed());
        CentralDifferenceTest.checkTogether(model.text(), DoubleRun.of(compiled, 2));
        assertPlanChangesNothing(model.seed() % 4 < 2 ? compiled : unfused);
    }

    /** So that the law of single steps, which most models cannot keep, is tried at all. */
    @Test
    void someBranchingModelsStream() {
        Variant variant = new Variant(Target.SCALAR, Fusion.ALL, Loader.JANINO);
        long streaming = LongStream.rangeClosed(1, 50)
                .mapToObj(RandomBranches::of)
                .filter(model ->
                        model.text().contains("sequence[") || model.text().contains("tokens["))
                .filter(model -> variant.compile(model.text())
                        .sequences()
                        .whyNotStreaming()
                        .isEmpty())
                .count();
        assertTrue(streaming >= 2, streaming + " models");
    }

    private static Results everything(RandomModel model, LoadedNetwork loaded) {
        return new Trial(loaded, model.batch(), model.seed()).everything(2);
    }

    private static void assertSamplesAreAlone(RandomModel model, LoadedNetwork loaded) {
        Trial trial = new Trial(loaded, model.batch(), model.seed());
        float[] together = trial.predict(model.batch(), 0);
        int size = together.length / model.batch();
        for (int sample = 0; sample < model.batch(); sample++) {
            assertSameBits(
                    "prediction of sample " + sample,
                    Arrays.copyOfRange(together, sample * size, (sample + 1) * size),
                    trial.predict(1, sample));
        }
    }

    /** With all values at their places in one array, every gradient is that of a run with an array for each value. */
    static void assertPlanChangesNothing(CompiledModel model) {
        assertPlanChangesNothing(Programs.of(model).get(1));
    }

    static void assertPlanChangesNothing(Program model) {
        DoubleRun apart = DoubleRun.of(model, 2);
        DoubleRun planned = DoubleRun.of(model, 2).inWorkspace();
        assertEquals(apart.loss(), planned.loss(), "loss in the workspace");
        apart.backward();
        planned.backward();
        var slopes = planned.slopes();
        apart.slopes()
                .forEach((name, slope) -> assertArrayEquals(
                        slope.gradients(),
                        Objects.requireNonNull(slopes.get(name), name).gradients(),
                        "gradient of " + name + " in the workspace"));
    }
}
