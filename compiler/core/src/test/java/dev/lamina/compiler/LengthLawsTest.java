package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What holds for sequences shorter than the model says, tried on recurrent models made of seeds. */
final class LengthLawsTest {

    /** The models of every fourth seed are recurrent. */
    private static final int SEEDS = 4 * Integer.getInteger("lamina.models", 24);

    @TestFactory
    Stream<DynamicTest> fewerStepsGiveTheBitsOfAModelOfThatManySteps() {
        return RandomModel.recurrent(SEEDS)
                .flatMap(model -> Variant.fused().stream()
                        .map(variant -> DynamicTest.dynamicTest(
                                model + ", " + variant,
                                () -> shorter(model, variant, 1 + (int) (model.seed() / 4 % 4)))));
    }

    private static void shorter(RandomModel model, Variant variant, int more) {
        Trial exact = new Trial(variant.load(model.text()), model.batch(), model.seed());
        LoadedNetwork roomy = variant.load(model.withMoreSteps(more).text());
        Trial shorter = new Trial(roomy, exact, model.seed(), model.steps());
        assertSameBits(model.text() + " with room for more steps", exact.everything(2), shorter.everything(2));
    }
}
