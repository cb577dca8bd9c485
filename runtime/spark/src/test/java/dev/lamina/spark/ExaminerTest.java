package dev.lamina.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.runtime.TrainableNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** What an examination says of a row before a training; it needs no cluster. */
final class ExaminerTest {
    private static final String VECTOR_OF_A_SEQUENCE = """
            model V {
                input rows: sequence[4, 2]
                gru(3)
                last
                fc(8)
                loss mse
                train { optimizer adam(rate = 0.01)  batch 32  epochs 1  seed 11  shards 4 }
            }
            """;

    @Test
    void labelsOfPaddingMayBeAnyNumbers() {
        assertEquals("", problem(Models.SEQUENCES, 5 * 8, new int[] {0, 1, 2, 3, 4, -1, 99, -100}, new float[0]));
        assertEquals(
                "a row has the label -1, but labels are 0 to 9",
                problem(Models.SEQUENCES, 5 * 8, new int[] {0, 1, 2, 3, -1, 0, 0, 0}, new float[0]));
    }

    /** Its size is a multiple of the steps, but a shorter sequence has the whole vector too. */
    @Test
    void targetThatIsNoSequenceIsNeededWholeForShorterSequences() {
        assertEquals("", problem(VECTOR_OF_A_SEQUENCE, 2 * 2, new int[0], new float[8]));
        assertEquals(
                "a row has 4 labels or target numbers, but 8 are needed",
                problem(VECTOR_OF_A_SEQUENCE, 2 * 2, new int[0], new float[4]));
    }

    /** A window of 3 steps leaves nothing of 2. */
    @Test
    void sequenceThatIsTooShortForTheLayersIsRefused() {
        String model = """
                model W {
                    input rows: sequence[8, 2]
                    conv(3, kernel = 3)
                    last
                    fc(2)
                    loss cross_entropy
                    train { optimizer adam(rate = 0.01)  batch 32  epochs 1  seed 11  shards 4 }
                }
                """;
        assertEquals("", problem(model, 3 * 2, new int[] {1}, new float[0]));
        assertEquals(
                "a row has 4 features, but 16 numbers, or a smaller multiple of 2 from 6 on are needed",
                problem(model, 2 * 2, new int[] {1}, new float[0]));
    }

    @Test
    void featuresAndTargetsThatAreNotFiniteAreRefused() {
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] features = new float[64];
            features[63] = wrong;
            assertEquals(
                    "a row has " + wrong
                            + " as number 63 of its features, but finite floats are needed: drop such rows, or fill"
                            + " them",
                    problem(Models.DIGITS, sample(features, new int[0], new int[] {1}, new float[0])));
            assertEquals(
                    "a row has " + wrong
                            + " as number 0 of its target, but finite floats are needed: drop such rows, or fill"
                            + " them",
                    problem(Models.NUMBERS, sample(new float[64], new int[0], new int[0], new float[] {wrong})));
        }
    }

    @Test
    void aTargetThatIsNoProbabilityIsRefusedWhereTheLossComparesWithProbabilities() {
        String binary = Models.NUMBERS.replace("loss mse", "loss binary_cross_entropy");
        assertEquals("", problem(Models.NUMBERS, sample(new float[64], new int[0], new int[0], new float[] {7})));
        assertEquals("", problem(binary, sample(new float[64], new int[0], new int[0], new float[] {0.5f})));
        assertEquals(
                "a row has the target -1.0: target[0] is -1.0, but a binary cross-entropy compares with numbers from 0 to 1",
                problem(binary, sample(new float[64], new int[0], new int[0], new float[] {-1})));
    }

    @Test
    void aTokenThatTheVocabularyHasNotIsRefused() {
        String words = """
                model Words {
                    input text: tokens[4] below 9
                    embedding(3)
                    gru(3)
                    last
                    fc(2)
                    loss cross_entropy
                    train { optimizer adam(rate = 0.01)  batch 32  epochs 1  seed 11  shards 4 }
                }
                """;
        assertEquals("", problem(words, sample(new float[0], new int[] {8, 0, 3, 8}, new int[] {1}, new float[0])));
        for (int wrong : new int[] {9, -1, Integer.MAX_VALUE}) {
            assertEquals(
                    "a row has the token " + wrong + ": text[0, 0] is " + wrong + ", but tokens are "
                            + (wrong < 0 ? "at least 0" : "below 9"),
                    problem(words, sample(new float[0], new int[] {8, 0, wrong, 8}, new int[] {1}, new float[0])));
        }
    }

    private static Sample sample(float[] features, int[] tokens, int[] labels, float[] target) {
        return new Sample(new float[][] {features}, new int[][] {tokens}, new int[][] {labels}, new float[][] {target});
    }

    private static String problem(String model, int floats, int[] labels, float[] target) {
        return problem(model, sample(new float[floats], new int[0], labels, target));
    }

    private static String problem(String model, Sample sample) {
        NetworkSource source = NetworkSource.compiled("model.lamina", model);
        TrainableNetwork network = source.trainer(source.newParameters(0), source.newTrainingState(), 1);
        return new Examiner(source, Ports.of(network), network.weighsLabels())
                .call(List.of(new Tuple2<>(0L, sample)).iterator())
                .next()
                .problem();
    }
}
