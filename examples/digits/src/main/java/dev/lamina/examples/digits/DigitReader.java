package dev.lamina.examples.digits;

import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;

/**
 * Says which digit an image shows, to any number of threads at once, as a service would.
 *
 * <p>The parameters are shared. A network has a workspace, so each thread makes one for itself the first time it asks; after
 * that a call allocates nothing.
 */
final class DigitReader {

    private static final int DIGITS = 10;

    private final ThreadLocal<Desk> desks;

    DigitReader(LoadedNetwork loaded, Parameters parameters) {
        desks = ThreadLocal.withInitial(() -> new Desk((Predictor) loaded.predictor(parameters, 1)));
    }

    /** The digit that an image of {@link DigitSet#PIXELS} floats shows. */
    int read(float[] image) {
        Desk desk = desks.get();
        desk.network.predict(image, 1, desk.scores);
        int best = 0;
        for (int digit = 1; digit < DIGITS; digit++) {
            if (desk.scores[digit] > desk.scores[best]) {
                best = digit;
            }
        }
        return best;
    }

    /** The share of images that are read right. */
    double accuracy(DigitSet samples) {
        int right = 0;
        for (int sample = 0; sample < samples.size(); sample++) {
            if (read(samples.image(sample)) == samples.labels()[sample]) {
                right++;
            }
        }
        return (double) right / samples.size();
    }

    /** What one thread works with. */
    private static final class Desk {
        private final Predictor network;
        private final float[] scores = new float[DIGITS];

        Desk(Predictor network) {
            this.network = network;
        }
    }
}
