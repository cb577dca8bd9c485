package dev.lamina.examples.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LoadedNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The example does what it promises. */
final class DigitsTest {

    private static final Path DATA = Path.of("data", "digits.csv.gz");

    @Test
    void theDataIsWhatItsDescriptionSays() throws Exception {
        String sum = Files.readString(DATA.resolveSibling("SHA256SUMS")).split(" ")[0];
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(DATA));
        assertEquals(sum, HexFormat.of().formatHex(digest));
        DigitSet all = DigitSet.read(DATA);
        assertEquals(1797, all.size());
        int[] counts = new int[10];
        for (int label : all.labels()) {
            counts[label]++;
        }
        assertArrayEquals(new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, counts);
        for (float pixel : all.images()) {
            assertTrue(pixel >= 0 && pixel <= 1);
        }
    }

    @Test
    void trainingReadsAtLeast98PercentOfAHeldOutFifth() throws IOException {
        CompiledModel model = Digits.compile(Path.of("digits.lamina"));
        LoadedNetwork loaded = model.load();
        DigitSet all = DigitSet.read(DATA).shuffled(model.training().seed(), 0);
        DigitSet test = all.part(0, all.size() / 5);
        DigitTrainer trainer = DigitTrainer.of(
                loaded, model.training().batch(), model.training().seed());
        for (int epoch = 0; epoch < model.training().epochs(); epoch++) {
            trainer.epoch(all.part(test.size(), all.size()));
        }
        DigitReader reader = new DigitReader(loaded, trainer.parameters());
        double accuracy = reader.accuracy(test);
        assertTrue(accuracy >= 0.98, "accuracy " + accuracy);
        threadsAgree(reader, test);
    }

    private static void threadsAgree(DigitReader reader, DigitSet samples) {
        int[] alone = IntStream.range(0, samples.size())
                .map(sample -> reader.read(samples.image(sample)))
                .toArray();
        int[] together = IntStream.range(0, samples.size())
                .parallel()
                .map(sample -> reader.read(samples.image(sample)))
                .toArray();
        assertTrue(Arrays.equals(alone, together), "threads disturb each other");
    }
}
