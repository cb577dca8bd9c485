package dev.lamina.examples.iris;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lamina.examples.iris.model.Iris;
import dev.lamina.runtime.Parameters;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Tells over HTTP which species a plant is: {@code GET /species?5.1,3.5,1.4,0.2} is answered by {@code setosa}. */
public final class IrisService implements AutoCloseable {
    private static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");
    private static final int THREADS = 4;

    private final ThreadLocal<Iris> networks;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final HttpServer server;

    /** Starts answering; port 0 takes any that is free. */
    public IrisService(Path weights, int port) throws IOException {
        Parameters parameters = Iris.newParameters(0);
        parameters.read(weights); // one array for all threads; each has a network of its own around it
        networks = ThreadLocal.withInitial(() -> new Iris(parameters, 1));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/species", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            String text;
            try {
                text = species(lengths(exchange.getRequestURI().getQuery()));
            } catch (IllegalArgumentException wrong) {
                status = 400;
                text = "give four lengths in centimetres, as in /species?5.1,3.5,1.4,0.2";
            }
            byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(bytes);
            }
        }
    }

    private static float[] lengths(String query) {
        String[] words = query == null ? new String[0] : query.split(",", -1);
        if (words.length != Iris.INPUT_SIZE) {
            throw new IllegalArgumentException("not four");
        }
        float[] lengths = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            lengths[i] = Float.parseFloat(words[i]);
        }
        return lengths;
    }

    private String species(float[] lengths) {
        float[] scores = new float[Iris.OUTPUT_SIZE];
        networks.get().predict(lengths, 1, scores);
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return SPECIES.get(best);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }

    /** Arguments: the weights, a port. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("give a weights file and a port, not " + Arrays.toString(arguments));
        }
        IrisService service = new IrisService(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        System.out.println("http://localhost:" + service.port() + "/species?5.1,3.5,1.4,0.2");
    }
}
