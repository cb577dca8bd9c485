package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.NetworkPool;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.Predictor;
import dev.lamina.runtime.WeightsSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** The code on the page about weights, around which this is as little as possible. */
final class WeightsPageTest {

    private static final String MODEL = "model Fraud { input x: vector[3]  fc(4) tanh fc(2)  loss cross_entropy }";

    /** What the Maven plugin would generate, with its constructor and static method. */
    private static final class Fraud {
        private static final LoadedNetwork LOADED = LaminaCompiler.compile(
                        new SourceFile("fraud.lamina", MODEL), Options.defaults())
                .models()
                .get(0)
                .load();

        static Parameters newParameters(long seed) {
            return LOADED.newParameters(seed);
        }

        static Predictor create(Parameters parameters, int capacity) {
            return (Predictor) LOADED.predictor(parameters, capacity);
        }
    }

    /** A service that scores payments while its weights are replaced. */
    private static final class Service {
        private final NetworkPool<Predictor> pool;

        Service(Parameters parameters) {
            pool = new NetworkPool<>(parameters, 1, Fraud::create); // as many networks as processors
        }

        float[] scores(float[] payment) throws InterruptedException {
            float[] scores = new float[2];
            try (NetworkPool.Lease<Predictor> lease = pool.borrow()) {
                lease.network().predict(payment, 1, scores);
            }
            return scores;
        }

        long replace(InputStream weights) {
            Parameters next = Fraud.newParameters(0);
            next.read(weights); // refused as a whole if anything is wrong; the old weights stay
            return pool.swap(next);
        }
    }

    @Test
    void theServiceOfThePageServes() throws InterruptedException {
        Parameters parameters = Fraud.newParameters(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Fraud.newParameters(2).write(bytes);
        Service service = new Service(parameters);
        float[] before = service.scores(new float[] {1, 2, 3});
        assertEquals(2, service.replace(new ByteArrayInputStream(bytes.toByteArray())));
        float[] after = new float[2];
        parameters.read(WeightsSource.of(bytes.toByteArray()));
        Fraud.create(parameters, 1).predict(new float[] {1, 2, 3}, 1, after);
        assertEquals(after[0], service.scores(new float[] {1, 2, 3})[0]);
        assertEquals(false, before[0] == after[0]);
    }
}
