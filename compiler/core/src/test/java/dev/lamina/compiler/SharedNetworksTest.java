package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.NetworkPool;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.Streaming;
import dev.lamina.runtime.WeightsException;
import dev.lamina.runtime.WeightsSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Generated networks in a service of many threads: lent by a pool, with parameters that are replaced under way and sent elsewhere. */
@Timeout(120)
final class SharedNetworksTest {

    private static final String LENET = "model LeNet { input x: image[1, 8, 8]  conv(4, kernel = 3) relu maxpool(2)"
            + " flatten fc(16) relu fc(10)  loss cross_entropy }";
    private static final int SAMPLES = 16;

    private static LoadedNetwork load(String model) {
        return LaminaCompiler.compile(new SourceFile("m.lamina", model), Options.defaults())
                .models()
                .get(0)
                .load();
    }

    private static float[][] images() {
        Random random = new Random(1);
        float[][] images = new float[SAMPLES][64];
        for (float[] image : images) {
            for (int i = 0; i < image.length; i++) {
                image[i] = random.nextFloat();
            }
        }
        return images;
    }

    private static float[] predict(Predictor network, float[] input) {
        float[] scores = new float[10];
        network.predict(input, 1, scores);
        return scores;
    }

    @Test
    void everyAnswerIsOfTheVersionOfItsLease() throws Exception {
        LoadedNetwork loaded = load(LENET);
        int versions = 8;
        List<Parameters> all = LongStream.rangeClosed(1, versions)
                .mapToObj(loaded::newParameters)
                .toList();
        float[][] images = images();
        float[][][] expected = new float[versions + 1][SAMPLES][];
        for (int version = 1; version <= versions; version++) {
            Predictor alone = (Predictor) loaded.predictor(all.get(version - 1), 1);
            for (int i = 0; i < SAMPLES; i++) {
                expected[version][i] = predict(alone, images[i]);
            }
        }
        assertFalse(Arrays.equals(expected[1][0], expected[2][0]));

        NetworkPool<Predictor> pool = new NetworkPool<>(
                all.get(0), 1, 4, (parameters, capacity) -> (Predictor) loaded.predictor(parameters, capacity));
        ExecutorService threads = Executors.newFixedThreadPool(32);
        List<Future<Long>> answers = new ArrayList<>();
        for (int t = 0; t < 32; t++) {
            int first = t;
            answers.add(threads.submit(() -> predictUntil(versions, pool, images, expected, first)));
        }
        for (Parameters next : all.subList(1, versions)) {
            Thread.sleep(20);
            pool.swap(next);
        }
        long total = 0;
        for (Future<Long> each : answers) {
            total += each.get(2, TimeUnit.MINUTES);
        }
        threads.shutdown();
        assertTrue(total >= 32, "answers: " + total);
    }

    /** Predicts until an answer of the last version has come. */
    private static long predictUntil(
            int last, NetworkPool<Predictor> pool, float[][] images, float[][][] expected, int first)
            throws InterruptedException {
        long answers = 0;
        for (long version = 0; version < last; answers++) {
            int i = (int) ((first + answers) % SAMPLES);
            try (NetworkPool.Lease<Predictor> lease = pool.borrow()) {
                version = lease.version();
                assertArrayEquals(expected[(int) version][i], predict(lease.network(), images[i]));
            }
        }
        return answers;
    }

    @Test
    void aNetworkThatThrewOrWasSetUpIsLentAsIfNew() throws InterruptedException {
        LoadedNetwork loaded = load("model Forecast { input x: sequence[6, 2]  gru(4) last fc(2)  loss mse }");
        Parameters parameters = loaded.newParameters(1);
        float[] input = new float[12];
        Arrays.fill(input, 0.5f);
        float[] expected = new float[2];
        loaded.streaming(parameters, 1).predict(input, 1, expected);

        NetworkPool<Streaming> pool = new NetworkPool<>(parameters, 1, 1, loaded::streaming);
        assertThrows(
                IllegalArgumentException.class,
                () -> pool.use(network -> {
                    network.length(2);
                    network.initialState()[0] = 9;
                    network.predict(new float[1], 1, new float[2]);
                    return 0;
                }));
        float[] output = new float[2];
        pool.use(network -> {
            network.predict(input, 1, output);
            return 0;
        });
        assertArrayEquals(expected, output);
    }

    @Test
    void parametersOfAnotherModelAreNotSwappedIn() {
        LoadedNetwork loaded = load(LENET);
        NetworkPool<Predictor> pool = new NetworkPool<>(loaded.newParameters(1), 1, (parameters, capacity) ->
                (Predictor) loaded.predictor(parameters, capacity));
        Parameters other = load(LENET.replace("relu", "tanh")).newParameters(1);
        assertThrows(IllegalArgumentException.class, () -> pool.swap(other));
        assertEquals(2, pool.swap(load(LENET).newParameters(2)));
    }

    @Test
    void parametersPredictTheSameWhereTheyAreSent() throws Exception {
        LoadedNetwork loaded = load(LENET);
        Parameters parameters = loaded.newParameters(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(parameters);
        }
        Parameters sent;
        // The class of the model is in a class loader of its own, which the stream does not know.
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            sent = (Parameters) in.readObject();
        }
        float[] image = images()[0];
        assertArrayEquals(
                predict((Predictor) loaded.predictor(parameters, 1), image),
                predict((Predictor) load(LENET).predictor(sent, 1), image));
    }

    @Test
    void weightsOfOtherLayersAreRefusedByAGeneratedClass() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        load(LENET.replace("fc(16) relu", "fc(16) tanh")).newParameters(1).write(bytes);
        WeightsSource source = WeightsSource.of(bytes.toByteArray());
        Parameters parameters = load(LENET).newParameters(2);
        WeightsException e = assertThrows(WeightsException.class, () -> parameters.read(source));
        assertTrue(e.getMessage().contains("was `tanh1: tanh` when these weights were trained"), e::getMessage);
        parameters.read(source.ignoringLayers());
    }
}
