package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.NetworkPool;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.WeightsException;
import dev.lamina.runtime.WeightsSource;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What careless or hostile callers do to a service: many threads in one object, numbers that are not finite, weights that are replaced under way
 * and weights of another model. No answer is wrong. {@code -Dlamina.attack.seconds=60} goes on for a minute and prints what happened.
 */
final class ServiceAttackTest {
    private static final String MODEL = "model Small { input x: image[1, 8, 8]  conv(4, kernel = 3) relu maxpool(2)"
            + " flatten fc(16) relu fc(10)  loss cross_entropy }";

    private static final int PIXELS = 64;
    private static final int CLASSES = 10;
    private static final int SAMPLES = 16;
    private static final int VERSIONS = 8;
    private static final int THREADS = 16;
    private static final long SECONDS = Long.getLong("lamina.attack.seconds", 0);
    private static final long NANOS = SECONDS == 0 ? 500_000_000 : SECONDS * 1_000_000_000;
    private static final float[] NOT_FINITE = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

    private static final float[][] IMAGES = new float[SAMPLES][PIXELS];

    /** The scores of each image by each version of the weights. */
    private static final float[][][] EXPECTED = new float[VERSIONS][SAMPLES][];

    private static LoadedNetwork loaded;
    private static List<Parameters> versions = List.of();
    private static Parameters ofAnotherModel;

    @BeforeAll
    static void predictAlone() {
        loaded = Lamina.parse(MODEL);
        ofAnotherModel =
                Lamina.parse(MODEL.replace("fc(16) relu", "fc(16) tanh")).newParameters(1);
        versions = LongStream.range(0, VERSIONS).mapToObj(loaded::newParameters).toList();
        Random random = new Random(1);
        for (int i = 0; i < SAMPLES; i++) {
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                IMAGES[i][pixel] = random.nextFloat();
            }
            for (int version = 0; version < VERSIONS; version++) {
                EXPECTED[version][i] = predict((Predictor) loaded.predictor(versions.get(version), 1), IMAGES[i]);
            }
        }
        assertTrue(!Arrays.equals(EXPECTED[0][0], EXPECTED[1][0]), "the versions differ");
    }

    private static float[] predict(Predictor network, float[] image) {
        float[] scores = new float[CLASSES];
        network.predict(image, 1, scores);
        return scores;
    }

    @Test
    void manyThreadsInOneObjectGetTheirOwnAnswersOrAnException() throws Exception {
        Predictor shared = (Predictor) loaded.predictor(versions.get(0), 1);
        AtomicLong answers = new AtomicLong();
        AtomicLong refusals = new AtomicLong();
        inManyThreads(random -> {
            int i = random.nextInt(SAMPLES);
            try {
                assertArrayEquals(EXPECTED[0][i], predict(shared, IMAGES[i]));
                answers.incrementAndGet();
            } catch (IllegalStateException another) {
                assertTrue(
                        String.valueOf(another.getMessage()).startsWith("another thread is using this Small:"),
                        another::toString);
                refusals.incrementAndGet();
            }
        });
        assertTrue(answers.get() > 0);
        print(answers + " answers of one object in " + THREADS + " threads and " + refusals + " refusals, none wrong");
    }

    @Test
    void everyAnswerIsOfOneVersionWhileWeightsAreSwappedAndNumbersAreNotFinite() throws Exception {
        NetworkPool<Predictor> pool = new NetworkPool<>(
                versions.get(0), 1, 4, (parameters, capacity) -> (Predictor) loaded.predictor(parameters, capacity));
        AtomicLong answers = new AtomicLong();
        AtomicLong refusals = new AtomicLong();
        AtomicLong swaps = new AtomicLong();
        inManyThreads(random -> {
            int i = random.nextInt(SAMPLES);
            if (random.nextInt(100) == 0) {
                swap(pool);
                swaps.incrementAndGet();
            } else if (random.nextInt(10) == 0) {
                refuses(pool, random, IMAGES[i].clone());
                refusals.incrementAndGet();
            } else {
                try (NetworkPool.Lease<Predictor> lease = pool.borrow()) {
                    int version = (int) ((lease.version() - 1) % VERSIONS);
                    assertArrayEquals(EXPECTED[version][i], predict(lease.network(), IMAGES[i]));
                }
                answers.incrementAndGet();
            }
        });
        assertTrue(answers.get() > 0 && refusals.get() > 0 && swaps.get() > 0);
        print(answers + " answers, " + refusals + " refusals of numbers that are not finite, " + swaps
                + " swaps and as many refusals of weights of another model, none wrong");
    }

    /** The next version, so that the number of a version tells its weights; weights of another model are refused before. */
    private static void swap(NetworkPool<Predictor> pool) {
        synchronized (pool) {
            assertThrows(IllegalArgumentException.class, () -> pool.swap(ofAnotherModel));
            long next = pool.version() + 1;
            assertEquals(next, pool.swap(versions.get((int) ((next - 1) % VERSIONS))));
        }
    }

    private static void refuses(NetworkPool<Predictor> pool, Random random, float[] image) throws InterruptedException {
        int pixel = random.nextInt(PIXELS);
        image[pixel] = NOT_FINITE[random.nextInt(NOT_FINITE.length)];
        try (NetworkPool.Lease<Predictor> lease = pool.borrow()) {
            Predictor network = lease.network();
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> predict(network, image));
            assertTrue(String.valueOf(refused.getMessage()).contains(" is " + image[pixel]), refused::toString);
        }
    }

    @Test
    void weightsOfAnotherModelChangeNothing() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        ofAnotherModel.write(written);
        Parameters parameters = loaded.newParameters(0);
        WeightsSource source = WeightsSource.of(written.toByteArray());
        assertThrows(WeightsException.class, () -> parameters.read(source));
        assertArrayEquals(versions.get(0).values(), parameters.values());
    }

    /** What one thread does again and again. */
    private interface Call {
        void run(Random random) throws Exception;
    }

    private static void inManyThreads(Call call) throws Exception {
        long end = System.nanoTime() + NANOS;
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            Random random = new Random(t);
            tasks.add(() -> {
                do {
                    call.run(random);
                } while (System.nanoTime() - end < 0);
                return 0;
            });
        }
        try {
            for (Future<Integer> each : threads.invokeAll(tasks, SECONDS + 120, TimeUnit.SECONDS)) {
                assertEquals(0, each.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void print(String figures) {
        if (SECONDS > 0) {
            System.out.println(SECONDS + " s: " + figures);
        }
    }
}
