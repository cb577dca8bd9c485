package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When networks change over from plain Java to vector code, with networks that only take time. */
final class ChangeOverTest {
    private static final long MILLI = 1_000_000;
    private static final long LONGEST = 200 * MILLI;

    private final Predictor asked = new Slow(() -> 0);

    @Test
    void theFirstCallStartsNothing() {
        ChangeOver change = change("First", 1, 0);
        assertFalse(change.isDue(asked, 1));
        assertTrue(change.isPending());
        assertFalse(isRunning("First"));
    }

    @Test
    void networksChangeOverOnceVectorCodeIsTheFasterOne() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        ChangeOver change = change(
                "Faster", new Slow(() -> 2 * MILLI), new Slow(() -> calls.incrementAndGet() < 5 ? 9 * MILLI : 0));
        while (!change.isDue(asked, 1)) {
            Thread.sleep(1);
        }
        assertFalse(change.isPending());
        assertTrue(calls.get() >= 5);
        awaitEnd("Faster");
    }

    @Test
    void whereVectorCodeStaysSlowerTheThreadEndsAndNetworksStayPlain() throws InterruptedException {
        ChangeOver change = change("Slower", 0, 2 * MILLI);
        change.isDue(asked, 1);
        assertFalse(change.isDue(asked, 1));
        assertTrue(isRunning("Slower"));
        awaitEnd("Slower");
        assertTrue(change.isPending());
        assertFalse(change.isDue(asked, 1));
        assertFalse(isRunning("Slower"), "the next thread comes after a pause");
    }

    @Test
    void aClassThatCannotBeLoadedLeavesNetworksPlain() throws InterruptedException {
        ChangeOver change = change("Broken", asked, new Slow(() -> {
            throw new NoClassDefFoundError("FloatVector: part of the test");
        }));
        change.isDue(asked, 1);
        change.isDue(asked, 1);
        awaitEnd("Broken");
        Thread.sleep(LONGEST / MILLI);
        assertFalse(change.isDue(asked, 1));
        assertFalse(isRunning("Broken"));
    }

    private static ChangeOver change(String model, long plain, long vector) {
        return change(model, new Slow(() -> plain), new Slow(() -> vector));
    }

    private static ChangeOver change(String model, Predictor plain, Predictor vector) {
        return new ChangeOver(model, LONGEST) {
            @Override
            protected Predictor plain(Parameters parameters, int capacity) {
                return plain;
            }

            @Override
            protected Predictor vector(Parameters parameters, int capacity) {
                return vector;
            }
        };
    }

    private static boolean isRunning(String model) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("lamina-" + model + "-change-over"));
    }

    private static void awaitEnd(String model) throws InterruptedException {
        while (isRunning(model)) {
            Thread.sleep(1);
        }
    }

    private interface Nanos {
        long ofACall();
    }

    private record Slow(Nanos nanos) implements Predictor {
        @Override
        public void predict(float[] input, int batch, float[] output) {
            long end = System.nanoTime() + nanos.ofACall();
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }

        @Override
        public Parameters parameters() {
            return new Parameters("Slow", 0);
        }

        @Override
        public int capacity() {
            return 1;
        }

        @Override
        public int inputSize() {
            return 1;
        }

        @Override
        public int outputSize() {
            return 1;
        }
    }
}
