package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedNetworkTest {

    /** A class as the compiler would write it, of which only the checks are of interest. */
    private static final class IdentityVector extends GeneratedNetwork {
        @SuppressWarnings("NullAway") // as in the class it extends: no state, for predicting only
        IdentityVector(Parameters parameters, boolean vectors) {
            super(new Facts("Identity", 0, 4, 4, 0, vectors), parameters, null, 3, 0);
        }

        float[] check(float[] x, int batch, int size) {
            return input("x", x, batch, size);
        }

        float[] check(float[] x, int batch, int steps, int features, int... lengths) {
            return input("x", x, batch, steps, features, lengths);
        }

        void hold(CountDownLatch inside, CountDownLatch leave) throws InterruptedException {
            begin();
            try {
                inside.countDown();
                assertTrue(leave.await(1, TimeUnit.MINUTES));
            } finally {
                end();
            }
        }

        void call() {
            begin();
            end();
        }

        @Override
        protected void predictPart(Part part) {
            throw new AssertionError();
        }
    }

    private static Parameters parameters(Architecture architecture) {
        return new Parameters("Identity", 0, architecture);
    }

    private static IdentityVector network(boolean vectors) {
        return new IdentityVector(parameters(Architecture.of(4, 1, 4, 1)), vectors);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inputThatIsNotFiniteIsRefusedByNameAndIndexWhereverItStands(boolean vectors) {
        IdentityVector network = network(vectors);
        Random random = new Random(1);
        for (int size = 1; size < 70; size++) {
            float[] x = new float[3 * size];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextGaussian() * 1e37f;
            }
            assertSame(x, network.check(x, 3, size));
            int wrong = random.nextInt(x.length);
            for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                x[wrong] = value;
                int width = size;
                Exception e = assertThrows(IllegalArgumentException.class, () -> network.check(x, 3, width));
                assertEquals(
                        "x[" + wrong / size + ", " + wrong % size + "] is " + value + ", but finite numbers are needed",
                        e.getMessage());
            }
        }
    }

    @Test
    void theColumnOfANumberThatIsNotFiniteIsNamedWithoutControlCharacters() {
        IdentityVector network = network(false);
        network.parameters()
                .preprocessing(Preprocessing.NONE.withColumns(List.of("a", "\u001b[2J\nb", "c", "d"), List.of()));
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> network.check(new float[] {1, Float.NaN, 1, 1}, 1, 4));
        assertEquals("x[0, 1] (\\u001b[2J\\u000ab) is NaN, but finite numbers are needed", e.getMessage());
    }

    @Test
    void whatLiesBehindTheSamplesOfACallIsNotLookedAt() {
        float[] x = {1, 2, 3, 4, Float.NaN};
        assertSame(x, network(false).check(x, 1, 4));
        assertSame(x, network(true).check(x, 1, 4));
    }

    @Test
    void paddingOfSequencesMayBeAnything() {
        float[] x = {1, 2, 3, 4, Float.NaN, Float.NaN, 5, 6, Float.NaN, Float.NaN, Float.NaN, Float.NaN};
        assertSame(x, network(false).check(x, 2, 3, 2, 2, 1));
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> network(false).check(x, 2, 3, 2, 2, 2));
        assertEquals("x[1, 1, 0] is NaN, but finite numbers are needed", e.getMessage());
    }

    @Test
    void inputIsScaledFeatureByFeature() {
        Parameters parameters = parameters(Architecture.of(2, 1, 1, 1));
        IdentityVector network = new IdentityVector(parameters, false);
        parameters.preprocessing(Preprocessing.NONE.withInput(Scaling.of(new float[] {1, 10}, new float[] {2, 5})));
        float[] x = {3, 20, 5, 0};
        float[] scaled = network.check(x, 1, 4);
        assertArrayEquals(new float[] {1, 2, 2, -2}, java.util.Arrays.copyOf(scaled, 4));
        assertArrayEquals(new float[] {3, 20, 5, 0}, x, "the caller's array stays as it is");
        assertSame(scaled, network.check(x, 1, 4), "no call allocates");
    }

    @Test
    void aFiniteNumberThatIsInfiniteOnceItIsScaledIsRefused() {
        Parameters parameters = parameters(Architecture.of(2, 1, 1, 1));
        IdentityVector network = new IdentityVector(parameters, false);
        parameters.preprocessing(Preprocessing.NONE.withInput(Scaling.dividedBy(0.1f)));
        Exception e = assertThrows(IllegalArgumentException.class, () -> network.check(new float[] {1, 3e38f}, 1, 2));
        assertEquals("x[0, 1] is 3.0E38, which is infinite once it is scaled: it is divided by 0.1", e.getMessage());
    }

    @Test
    void channelsOfAnImageAreScaledEachByItsOwn() {
        Scaling scaling = Scaling.of(new float[] {1, 10}, new float[] {2, 5});
        float[] x = {3, 5, 7, 20, 0, 10, 1, 1, 1, 10, 15, 10};
        float[] scaled = new float[12];
        scaling.apply(x, scaled, 12, 3);
        assertArrayEquals(new float[] {1, 2, 3, 2, -2, 0, 0, 0, 0, 0, 1, 0}, scaled);
        float[] gradient = {2, 2, 2, 5, 5, 5, 4, 4, 4, 10, 10, 10};
        scaling.scaleGradient(gradient, 12, 3);
        assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2}, gradient);
        scaling.undo(scaled, 12, 3);
        assertArrayEquals(x, scaled);
    }

    @Test
    void namesThatCannotBeTheModelsAreRefused() {
        Parameters parameters = parameters(Architecture.of(3, 1, 2, 1));
        Preprocessing columns = Preprocessing.NONE.withColumns(List.of("a", "b"), List.of());
        Preprocessing labels = Preprocessing.NONE.withLabels(List.of("a", "b", "c"));
        Exception e = assertThrows(IllegalArgumentException.class, () -> parameters.preprocessing(columns));
        assertEquals(
                "the input of Identity has 3 numbers a sample or time step, but there are names of 2 columns",
                e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> parameters.preprocessing(labels));
        assertEquals("Identity has 2 classes, but there are names of 3", e.getMessage());
    }

    @Test
    void scoresThatAreNotNumbersHaveNoLargest() {
        float[] scores = {1, Float.NaN, 3};
        Exception e = assertThrows(ArithmeticException.class, () -> GeneratedNetwork.largest(scores, 3));
        assertEquals(
                "the score of class 1 is NaN, so no class is the most probable: weights or input are too large",
                e.getMessage());
        assertThrows(ArithmeticException.class, () -> Probabilities.softmax(scores, 1, 3));
    }

    @Test
    void scalingOfAnotherNumberOfFeaturesIsRefused() {
        Parameters parameters = parameters(Architecture.of(3, 1, 1, 1));
        Scaling two = Scaling.of(new float[2], new float[] {1, 2});
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> parameters.preprocessing(Preprocessing.NONE.withInput(two)));
        assertEquals("the input of Identity has 3 features, but the scaling is for 2", e.getMessage());
    }

    @Test
    void twoThreadsInOneObjectAreAnExceptionAndTheFirstGoesOn() throws InterruptedException {
        IdentityVector network = network(false);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Thread first = new Thread(() -> {
            try {
                network.hold(inside, leave);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        first.start();
        assertTrue(inside.await(1, TimeUnit.MINUTES));
        Exception e = assertThrows(IllegalStateException.class, network::call);
        assertTrue(String.valueOf(e.getMessage()).startsWith("another thread is using this Identity:"), e::toString);
        leave.countDown();
        first.join(60_000);
        assertFalse(first.isAlive());
        network.call();
    }
}
