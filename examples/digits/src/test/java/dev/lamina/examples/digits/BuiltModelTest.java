package dev.lamina.examples.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The class that the Maven plugin built is the one that is compiled in memory. */
final class BuiltModelTest {
    private static final int BATCH = 32;

    @Test
    void bothPredictTheSameBitsBeforeAndAfterAStep() throws IOException {
        LoadedNetwork loaded = Digits.compile(Path.of("digits.lamina")).load();
        Parameters ours = dev.lamina.examples.digits.model.Digits.newParameters(7);
        Parameters theirs = loaded.newParameters(7);
        assertArrayEquals(theirs.values(), ours.values());

        DigitSet some = DigitSet.read(Path.of("data", "digits.csv.gz")).part(0, BATCH);
        Classifier built = new dev.lamina.examples.digits.model.Digits(
                ours, dev.lamina.examples.digits.model.Digits.newTrainingState(), BATCH);
        Classifier inMemory = (Classifier) loaded.trainer(theirs, loaded.newTrainingState(), BATCH);
        assertArrayEquals(predicted(inMemory, some), predicted(built, some));
        assertEquals(
                inMemory.trainStep(some.images(), some.labels(), BATCH),
                built.trainStep(some.images(), some.labels(), BATCH));
        assertArrayEquals(predicted(inMemory, some), predicted(built, some));
    }

    private static float[] predicted(Predictor network, DigitSet samples) {
        float[] output = new float[BATCH * network.outputSize()];
        network.predict(samples.images(), BATCH, output);
        return output;
    }
}
