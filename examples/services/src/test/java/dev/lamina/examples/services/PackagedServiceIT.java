package dev.lamina.examples.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Lamina;
import dev.lamina.compiler.LoadedNetwork;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The applications as they are shipped: a jar of jars, started by {@code java -jar}. */
final class PackagedServiceIT {
    private static final String[] VECTORS = {"--add-modules", "jdk.incubator.vector"};
    private static final String SETOSA = "[5.1,3.5,1.4,0.2]";
    private static final String NOTICE = "run as plain Java";

    @TempDir
    private Path folder;

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    private static String answer(Service service) throws IOException, InterruptedException {
        HttpResponse<String> answer = service.post("/species", SETOSA);
        assertEquals(200, answer.statusCode(), answer::body);
        return answer.body();
    }

    @ParameterizedTest
    @EnumSource
    void answersAndRefuses(Container container) throws Exception {
        try (Service service = Service.start(container.start(VECTORS))) {
            String answer = answer(service);
            assertTrue(answer.startsWith("{\"species\":\"setosa\",\"probabilities\":{\"setosa\":0.999"), answer);
            Map<String, String> refusals = new TreeMap<>(Map.of(
                    "[1,1,1e39,1]", "lengths[0, 2] (petal_length) is Infinity",
                    "[\"NaN\",1,1,1]", "lengths[0, 0] (sepal_length) is NaN",
                    "[1,2]", "give 4 lengths",
                    "[1,2,3,4,5]", "give 4 lengths",
                    "[1,2,3,null]", "",
                    "[1,2,3,\"long\"]", "",
                    "null", "",
                    "", ""));
            for (Map.Entry<String, String> refusal : refusals.entrySet()) {
                HttpResponse<String> response = service.post("/species", refusal.getKey());
                assertEquals(400, response.statusCode(), () -> refusal.getKey() + ": " + response.body());
                assertTrue(response.body().contains(refusal.getValue()), response::body);
            }
            HttpResponse<String> health = service.get(container.health());
            assertEquals(200, health.statusCode(), health::body);
            assertFalse(service.output().contains(NOTICE), service::output);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutTheFlagItSaysSoOnceAndAnswersTheSame(Container container) throws Exception {
        String plain;
        try (Service service = Service.start(container.start())) {
            plain = answer(service);
            service.get(container.health());
            assertEquals(1, count(service.output(), NOTICE), service::output);
        }
        ProcessBuilder flagged = container.start();
        flagged.environment().put("JAVA_TOOL_OPTIONS", "--add-modules=jdk.incubator.vector");
        try (Service service = Service.start(flagged)) {
            assertEquals(plain, answer(service));
            assertFalse(service.output().contains(NOTICE), service::output);
        }
    }

    @ParameterizedTest
    @EnumSource
    void weightsAreReplacedWhileItRuns(Container container) throws Exception {
        Path weights = folder.resolve("iris.safetensors");
        Path first = container.folder().resolve("src/main/resources/com/acme/iris/iris.safetensors");
        Files.copy(first, weights);
        try (Service service = Service.start(container.start("-Diris.weights=" + weights))) {
            String before = answer(service);
            assertTrue(before.endsWith("\"version\":1}"), before);

            Files.write(weights, new byte[] {1, 2, 3});
            HttpResponse<String> refused = service.post(container.weights(), "");
            assertEquals(409, refused.statusCode(), refused::body);
            assertTrue(refused.body().contains(weights.toString()), refused::body);
            assertEquals(before, answer(service));

            writeUntrained(container, weights);
            HttpResponse<String> swapped = service.post(container.weights(), "");
            assertEquals("{\"version\":2}", swapped.body());
            String after = answer(service);
            assertTrue(after.endsWith("\"version\":2}") && !after.contains("setosa"), after);
            // They know no names of species, so the network's answer is not that of a healthy one.
            assertEquals(503, service.get(container.health()).statusCode());
        }
    }

    /** Weights of the same network that know nothing. */
    private static void writeUntrained(Container container, Path weights) {
        LoadedNetwork iris = Lamina.load(container.folder().resolve("src/main/lamina/com/acme/iris/iris.lamina"));
        iris.newParameters(1).write(weights);
    }

    @ParameterizedTest
    @EnumSource
    void weightsThatCannotBeUsedStopTheStart(Container container) {
        ProcessBuilder start = container.start("-Diris.weights=" + folder.resolve("missing.safetensors"));
        IOException said = assertThrows(IOException.class, () -> Service.start(start));
        assertTrue(String.valueOf(said.getMessage()).contains("missing.safetensors"), said::toString);
    }

    @ParameterizedTest
    @EnumSource
    void whoWasAskedAnswersBeforeItStops(Container container) throws Exception {
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        CountDownLatch busy = new CountDownLatch(200);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Service service = Service.start(container.start())) {
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> ask(service, answered, failed, busy));
            }
            assertTrue(busy.await(60, TimeUnit.SECONDS), service::output);
            assertEquals(143, service.stop(), service::output); // 128 + SIGTERM
            threads.shutdown();
            assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
            assertEquals(0, failed.get(), service::output);
            assertTrue(answered.get() >= 200);
            // Vert.x warns of connections that come too late, and of requests whose executor has ended.
            assertFalse(
                    service.output()
                            .lines()
                            .anyMatch(line ->
                                    line.contains(" ERROR ") && !line.contains("[Error Occurred After Shutdown]")),
                    service::output);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Asks until nobody listens any more. */
    private static void ask(Service service, AtomicInteger answered, AtomicInteger failed, CountDownLatch busy) {
        try {
            while (true) {
                int status = service.post("/species", SETOSA).statusCode();
                (status == 200 || status == 503 ? answered : failed).incrementAndGet();
                busy.countDown();
            }
        } catch (IOException gone) {
            // the connection was refused or closed: the service has stopped
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePoolIsClosedWhenItStops(Container container) throws Exception {
        // Spring says so when it is told to say everything.
        String trace = "-Dlogging.level.org.springframework.beans.factory.support.DisposableBeanAdapter=TRACE";
        try (Service service = Service.start(container.start(trace))) {
            answer(service);
            service.stop();
            assertTrue(service.output().contains(container.closing()), service::output);
        }
    }
}
