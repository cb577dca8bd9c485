package dev.lamina.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.cli.data.Samples;
import dev.lamina.compiler.LossFunction;
import dev.lamina.compiler.NetworkInput;
import dev.lamina.runtime.Scaling;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The figures of scores, against their definitions. */
class ScoreTest {

    private static final int COUNT = 40;

    @Test
    void theAreaIsTheShareOfPairsInOrderAndEqualScoresCountHalf() {
        Random random = new Random(5);
        for (int trial = 0; trial < 20; trial++) {
            AreaUnderCurve area = new AreaUnderCurve();
            int[] scores = random.ints(COUNT, 0, 1 + 3 * trial).toArray();
            boolean[] inside = new boolean[COUNT];
            for (int i = 0; i < COUNT; i++) {
                inside[i] = i == 0 || i > 1 && random.nextInt(3) == 0;
                area.add(scores[i], inside[i]);
            }
            assertEquals(byPairs(scores, inside), number(area.value()), 1e-12);
        }
    }

    private static double byPairs(int[] scores, boolean[] inside) {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < COUNT; i++) {
            for (int k = 0; k < COUNT; k++) {
                if (inside[i] && !inside[k]) {
                    sum += scores[i] > scores[k] ? 1 : scores[i] == scores[k] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }

    @Test
    void thereIsNoAreaWithoutAPair() {
        AreaUnderCurve area = new AreaUnderCurve();
        area.add(1, true);
        area.add(2, true);
        assertNull(area.value());
    }

    @Test
    void figuresOfAClassAreNullWhereThereIsNothingToShare() {
        ClassFigures never = new ClassFigures(4, 0, 0, null);
        assertNull(never.precision());
        assertEquals(0.0, never.recall());
        assertEquals(0.0, never.f1());
        assertNull(new ClassFigures(0, 3, 0, null).recall());
        assertNull(new ClassFigures(0, 0, 0, null).f1());
        assertEquals(0.6, new ClassFigures(4, 6, 3, null).f1());
    }

    @Test
    void figuresOfClassesAreThoseOfTheirConfusion() {
        int[] labels = {0, 0, 1, 2, 2, 2};
        float[] scores = {3, 1, 0, 0, 2, 1, 0, 5, 4, 0, 0, 1, Float.NaN, 0, 1, 1, 0, 0};
        Score score = classes(labels, scores, "cross_entropy");
        assertEquals(List.of(List.of(1, 1, 0), List.of(0, 1, 0), List.of(1, 0, 1)), score.confusion());
        assertEquals(3, score.correct());
        assertEquals(1, score.unclear());
        assertEquals(0.5, score.accuracy());
        assertTrue(Double.isNaN(score.loss()));
        ClassFigures last = score.classes().get(2);
        assertEquals(3, last.support(), "the one without a prediction too");
        assertEquals(1.0, last.precision());
        assertEquals(1 / 3.0, last.recall());
    }

    @Test
    void theAreaOfAClassOrdersSamplesByItsProbability() {
        int[] labels = {0, 1, 0, 2, 1, 2};
        float[] scores = {2, 1, 0, 90, 0, 5, 0, 3, 1, 1, 1, 1, 2, 2.5f, 0, -4, 0, 1};
        Score score = classes(labels, scores, "cross_entropy");
        for (int of = 0; of < 3; of++) {
            double sum = 0;
            for (int i = 0; i < 6; i++) {
                for (int k = 0; k < 6; k++) {
                    if (labels[i] == of && labels[k] != of) {
                        sum += Math.signum(odds(scores, 3 * i, of) - odds(scores, 3 * k, of)) / 2 + 0.5;
                    }
                }
            }
            assertEquals(sum / 8, number(score.classes().get(of).area()), 1e-12);
        }
    }

    private static double odds(float[] scores, int at, int of) {
        double others = IntStream.range(0, 3)
                .filter(i -> i != of)
                .mapToDouble(i -> Math.exp(scores[at + i]))
                .sum();
        return scores[at + of] - Math.log(others);
    }

    @Test
    void ignoredLabelsHaveNoPartAndWeightsDivideTheLoss() {
        int[] labels = {0, -1, 1, 2};
        float[] scores = {1, 0, 0, 9, 9, 9, 0, 2, 1, 0, 0, 3};
        Score score = classes(labels, scores, "cross_entropy(weights = (1, 2, 5), ignore = -1)");
        assertEquals(4, score.samples());
        assertEquals(3, score.rows());
        assertEquals(1, score.accuracy());
        double sum = crossEntropy(scores, 0, 0) + 2 * crossEntropy(scores, 6, 1) + 5 * crossEntropy(scores, 9, 2);
        assertEquals(sum / 8, score.loss(), 1e-12);
    }

    private static double crossEntropy(float[] scores, int at, int label) {
        double all =
                IntStream.range(0, 3).mapToDouble(i -> Math.exp(scores[at + i])).sum();
        return Math.log(all) - scores[at + label];
    }

    private static Score classes(int[] labels, float[] scores, String loss) {
        LossFunction function = LossOf.call(loss);
        Samples samples = Samples.labelled(1, NetworkInput.of(new float[labels.length]), 1, labels)
                .comparedBy(function);
        double[] weights = {1, 1, 1};
        for (int i = 0; i < 3 && !function.weights().isEmpty(); i++) {
            weights[i] = function.weights().get(i);
        }
        Tally tally = new ClassTally(samples, 0, new Tally.Form(3, 1, 1, false, function), weights, true);
        tally.add(scores, order(labels.length), 0, labels.length);
        return tally.score();
    }

    @Test
    void labelsThatAreThereOrNotHaveFiguresEach() {
        float[] target = {1, 0, 0, 0, 1, 1};
        float[] scores = {2, -1, -0.5f, 1, 1, -3};
        Score score = labels(target, scores, 2, "binary_cross_entropy");
        assertEquals(4, score.correct());
        assertEquals(6, score.decisions());
        assertEquals(2, score.classes().size());
        assertEquals(List.of(), score.confusion());
        assertEquals(1.0, score.classes().get(0).recall());
        assertEquals(0.0, score.classes().get(1).precision());
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            sum += Math.log1p(Math.exp(target[i] == 1 ? -scores[i] : scores[i]));
        }
        assertEquals(sum / 6, score.loss(), 1e-12);
    }

    @Test
    void aSingleYesOrNoHasTheFiguresOfTwoClasses() {
        float[] target = {1, 0, 0, 1};
        float[] scores = {2, -1, 0.5f, Float.NaN};
        Score score = labels(target, scores, 1, "binary_cross_entropy");
        assertEquals(List.of(List.of(1, 1), List.of(0, 1)), score.confusion());
        assertEquals(2, score.correct());
        assertEquals(1, score.unclear());
        assertEquals(0.5, score.classes().get(1).recall());
        assertEquals(0.5, score.classes().get(0).recall());
    }

    private static Score labels(float[] target, float[] scores, int each, String loss) {
        int count = target.length / each;
        LossFunction function = LossOf.call(loss);
        Samples samples = Samples.numbers(1, NetworkInput.of(new float[count]), each, target)
                .comparedBy(function);
        Tally tally = new BinaryTally(
                samples, 0, new Tally.Form(0, each, 1, false, function), new double[] {1}, Scaling.none(), true);
        tally.add(scores, order(count), 0, count);
        return tally.score();
    }

    @Test
    void numbersHaveTheirErrorsAndTheShareOfTheSpreadThatIsExplained() {
        float[] target = {1, 5, 2, 5, 6, 5};
        float[] predicted = {2, 5, 2, 6, 4, 5};
        Samples samples =
                Samples.numbers(1, NetworkInput.of(new float[3]), 2, target).comparedBy(LossOf.call("mae"));
        Tally tally = new NumberTally(samples, 0, new Tally.Form(0, 2, 1, false, samples.loss()), Scaling.none(), 1);
        tally.add(predicted, order(3), 0, 3);
        Score score = tally.score();
        NumberFigures first = score.numbers().get(0);
        assertEquals(1, first.meanAbsoluteError(), 1e-12);
        assertEquals(Math.sqrt(5 / 3.0), first.rootMeanSquaredError(), 1e-12);
        assertEquals(1 - 5 / 14.0, number(first.determination()), 1e-12);
        assertNull(score.numbers().get(1).determination(), "targets that are all the same have no spread");
        assertEquals((1 + 1 / 3.0) / 2, number(score.meanAbsoluteError()), 1e-12);
        assertEquals(4 / 6.0, score.loss(), 1e-12);
        assertTrue(Double.isNaN(score.accuracy()));
    }

    private static int[] order(int count) {
        return IntStream.range(0, count).toArray();
    }

    private static double number(@Nullable Double figure) {
        return Objects.requireNonNull(figure);
    }
}
