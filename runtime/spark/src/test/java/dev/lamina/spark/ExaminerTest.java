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

    private static String problem(String model, int floats, int[] labels, float[] target) {
        NetworkSource source = NetworkSource.compiled("model.lamina", model);
        TrainableNetwork network = source.trainer(source.newParameters(0), source.newTrainingState(), 1);
        Sample sample = new Sample(
                new float[][] {new float[floats]}, new int[][] {{}}, new int[][] {labels}, new float[][] {target});
        return new Examiner(source, Ports.of(network), network.weighsLabels())
                .call(List.of(new Tuple2<>(0L, sample)).iterator())
                .next()
                .problem();
    }
}
