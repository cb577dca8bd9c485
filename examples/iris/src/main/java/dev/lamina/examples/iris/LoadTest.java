package dev.lamina.examples.iris;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks a service from many threads at once, swapping its weights meanwhile, and says how long answers took. */
public final class LoadTest {
    private static final int THREADS = 16;
    private static final int REQUESTS = 2_000;
    private static final int PAUSE_MILLIS = 20;

    private LoadTest() {}

    /**
     * How long answers took.
     *
     * @param nanos of each, sorted
     * @param wrong how many answers were not the right species
     * @param reloads how often the weights were swapped meanwhile
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Times(long[] nanos, int wrong, int reloads) {
        double micros(double share) {
            return nanos[(int) Math.min(nanos.length - 1, Math.round(share * nanos.length))] / 1e3;
        }
    }

    /** Sends requests from several threads, each waiting for an answer before it sends the next one. */
    static Times run(int port, int threads, int requests) throws IOException, InterruptedException, ExecutionException {
        ExecutorService clients = Executors.newFixedThreadPool(threads);
        try {
            HttpClient client = HttpClient.newHttpClient();
            long[][] nanos = new long[threads][requests];
            Future<?>[] all = new Future<?>[threads];
            int[] wrong = new int[threads];
            for (int thread = 0; thread < threads; thread++) {
                int me = thread;
                all[thread] = clients.submit(() -> {
                    wrong[me] = ask(client, port, nanos[me]);
                    return null;
                });
            }
            int reloads = 0;
            while (!Arrays.stream(all).allMatch(Future::isDone)) {
                requireReload(client, port);
                reloads++;
                Thread.sleep(PAUSE_MILLIS);
            }
            for (Future<?> each : all) {
                each.get();
            }
            return new Times(
                    Arrays.stream(nanos).flatMapToLong(Arrays::stream).sorted().toArray(),
                    Arrays.stream(wrong).sum(),
                    reloads);
        } finally {
            clients.shutdownNow();
        }
    }

    private static int ask(HttpClient client, int port, long[] nanos) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/species?5.1,3.5,1.4,0.2"))
                .build();
        int wrong = 0;
        for (int i = 0; i < nanos.length; i++) {
            long before = System.nanoTime();
            String species =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            nanos[i] = System.nanoTime() - before;
            wrong += species.equals("setosa\n") ? 0 : 1;
        }
        return wrong;
    }

    private static void requireReload(HttpClient client, int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/reload"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.body());
        }
    }

    /** Argument: the weights. Prints the times of a second run, after a first one that warms both sides up. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("give a weights file, not " + Arrays.toString(arguments));
        }
        try (IrisService service = new IrisService(Path.of(arguments[0]), 0)) {
            run(service.port(), THREADS, REQUESTS);
            long before = System.nanoTime();
            Times times = run(service.port(), THREADS, REQUESTS);
            double seconds = (System.nanoTime() - before) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%,d requests from %d threads, %d swaps of the weights, %d answers wrong: %,.0f a second;"
                            + " microseconds: median %,.0f, 99 %% %,.0f, 99.9 %% %,.0f%n",
                    times.nanos.length,
                    THREADS,
                    times.reloads,
                    times.wrong,
                    times.nanos.length / seconds,
                    times.micros(0.5),
                    times.micros(0.99),
                    times.micros(0.999));
        }
    }
}
