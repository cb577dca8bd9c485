package dev.lamina.examples.streams;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.LoadedNetwork;
import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.WeightsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyedScoresTest {
    private static final int STEPS = 100;
    private static final int SENSORS = 3;
    private static final int CLASSES = 4;

    private final LoadedNetwork machines = Lamina.load(Path.of("machines.lamina"));
    private final Parameters parameters = machines.newParameters(1);
    private final Memory store = new Memory();

    @Test
    void mixedReadingsHaveTheBitsOfEachMachineAlone() {
        List<String> keys = List.of("press", "lathe", "mill");
        Map<String, float[]> readings = new HashMap<>();
        keys.forEach(key -> readings.put(key, random(key.hashCode())));
        Map<String, Integer> done = new HashMap<>();
        Map<String, float[]> streamed = new HashMap<>();
        KeyedScores scores = task();
        Random mix = new Random(5);
        while (done.values().stream().mapToInt(Integer::intValue).sum() < keys.size() * STEPS) {
            String key = keys.get(mix.nextInt(keys.size()));
            int step = done.getOrDefault(key, 0);
            if (step == STEPS) {
                continue;
            }
            if (mix.nextInt(50) == 0) {
                scores = task(); // the task has moved to another machine, which restores the store
            }
            float[] now =
                    scores.process(key, Arrays.copyOfRange(readings.get(key), step * SENSORS, (step + 1) * SENSORS));
            System.arraycopy(
                    now, 0, streamed.computeIfAbsent(key, any -> new float[STEPS * CLASSES]), step * CLASSES, CLASSES);
            done.put(key, step + 1);
        }
        Classifier whole = machines.classifier(parameters, 1);
        for (String key : keys) {
            float[] expected = new float[STEPS * CLASSES];
            whole.probabilities(Objects.requireNonNull(readings.get(key)), 1, expected);
            assertArrayEquals(expected, streamed.get(key), key);
        }
    }

    @Test
    void aStateOfAnotherModelIsRefused() {
        LoadedNetwork other =
                Lamina.parse("model Other { input x: sequence[9, 3]  gru(5)  fc(4)  loss cross_entropy }");
        new KeyedScores(other.streaming(other.newParameters(1), 1), store, CLASSES)
                .process("press", new float[SENSORS]);
        WeightsException e = assertThrows(WeightsException.class, () -> task().process("press", new float[SENSORS]));
        assertTrue(e.problems().get(0).contains("has shape [1, 1, 5], but Machines needs [1, 1, 16]"), e::getMessage);
    }

    private KeyedScores task() {
        return new KeyedScores(machines.streaming(parameters, 1), store, CLASSES);
    }

    private static float[] random(long seed) {
        Random random = new Random(seed);
        float[] values = new float[STEPS * SENSORS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** A store in memory. */
    private static final class Memory implements Store {
        private final Map<String, byte[]> states = new HashMap<>();

        @Override
        public Optional<byte[]> get(String key) {
            return Optional.ofNullable(states.get(key));
        }

        @Override
        public void put(String key, byte[] state) {
            states.put(key, state);
        }
    }
}
