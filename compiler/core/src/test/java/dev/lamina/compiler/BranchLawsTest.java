package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.lower.Program;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The laws of models that branch, tried on models made of seeds. {@code -Dlamina.branches=10000} tries more models and all laws on each of
 * them, and {@code -Dlamina.branches.from=201} begins with another seed.
 */
final class BranchLawsTest {
    private static final int USUALLY = 200;

    /** Differences take two thirds of the time, so usually they and the plan of the memory are tried on every fourth model only. */
    private static final int EACH_BY_INTERPRETER = Integer.getInteger("lamina.branches", 0) > 0 ? 1 : 4;

    /** Elements of each value that a difference is computed for; each takes two runs of the model by the interpreter. */
    private static final int TRIED = 2;

    /** javac takes several times as long as Janino. */
    private static final int EACH_BY_JAVAC = 10;

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

    private static void laws(RandomModel model) {
        Variant usual = new Variant(Target.VECTOR, Fusion.ALL, Loader.JANINO);
        CompiledModel compiled = usual.compile(model.text());
        CompiledModel unfused = new Variant(Target.VECTOR, Fusion.NONE, Loader.JANINO).compile(model.text());
        LoadedNetwork loaded = compiled.load();
        Results expected = everything(model, loaded);
        assertSameBits("unfused", expected, everything(model, unfused.load()));
        CompiledModel scalar = new Variant(Target.SCALAR, Fusion.ALL, Loader.JANINO).compile(model.text());
        assertSameBits("scalar", expected, everything(model, scalar.load()));
        if (model.seed() % EACH_BY_JAVAC == 0) {
            assertSameBits("javac", expected, everything(model, compiled.loadWithJavac()));
            assertEquals(compiled.javaSource(), usual.compile(model.text()).javaSource(), "generated twice");
        }
        assertSamplesAreAlone(model, loaded);
        if (model.seed() % EACH_BY_INTERPRETER == 0) {
            CentralDifferenceTest.check(model.text(), DoubleRun.of(compiled, 2), false, TRIED);
            assertPlanChangesNothing(compiled);
            assertPlanChangesNothing(unfused);
        }
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
