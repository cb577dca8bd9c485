package dev.lamina.examples.digits;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.TrainingFacts;
import dev.lamina.examples.digits.model.ResidualDigits;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The residual network learns as much as the README of the example says: the class that the Maven plugin built is trained. */
final class ResidualDigitsTest {

    @Test
    void trainingReadsAtLeast98AndAHalfPercentOfAHeldOutFifth() throws IOException {
        TrainingFacts settings = Digits.compile(Path.of("residual.lamina")).training();
        DigitSet all = DigitSet.read(Path.of("data", "digits.csv.gz")).shuffled(settings.seed(), 0);
        DigitSet test = all.part(0, all.size() / 5);
        DigitSet training = all.part(test.size(), all.size());

        Parameters parameters = ResidualDigits.newParameters(settings.seed());
        Classifier network = new ResidualDigits(parameters, ResidualDigits.newTrainingState(), settings.batch());
        DigitTrainer trainer = new DigitTrainer(parameters, network, settings.batch(), settings.seed());
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            trainer.epoch(training);
        }
        int right = 0;
        for (int sample = 0; sample < test.size(); sample++) {
            if (network.classOf(test.image(sample)) == test.labels()[sample]) {
                right++;
            }
        }
        assertTrue(right >= 0.985 * test.size(), right + " of " + test.size());
    }
}
