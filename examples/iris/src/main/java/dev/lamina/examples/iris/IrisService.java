package dev.lamina.examples.iris;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lamina.examples.iris.model.Iris;
import dev.lamina.runtime.NetworkPool;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Tells over HTTP which species a plant is: {@code GET /species?5.1,3.5,1.4,0.2} is answered by {@code setosa}.
 *
 * <p>{@code GET /health} says which version of the weights answers. {@code POST /reload} reads the weights file again while requests are
 * served; weights that cannot be used change nothing.
 */
public final class IrisService implements AutoCloseable {
    private static final String HINT = "give four lengths in centimetres, as in /species?5.1,3.5,1.4,0.2";

    /** A plant that is surely a setosa: a network that says otherwise must not serve. */
    private static final float[] KNOWN = {5.1f, 3.5f, 1.4f, 0.2f};

    static {
        // The JDK's server sends headers and body in two packets; without this, the second waits 40 ms for an
        // acknowledgement of the first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Path weights;
    private final NetworkPool<Iris> networks;
    private final ExecutorService threads = Executors.newFixedThreadPool(16);
    private final HttpServer server;

    /** An answer to a request. */
    private record Answer(int status, String text) {}

    /** What answers a request. */
    private interface Handler {
        Answer answer(HttpExchange exchange) throws InterruptedException;
    }

    /**
     * Starts answering; port 0 takes any that is free.
     *
     * @throws WeightsException if the weights cannot be used
     */
    public IrisService(Path weights, int port) throws IOException {
        this.weights = weights;
        // One array of parameters for all threads, and a network around it for each that computes.
        networks = new NetworkPool<>(parameters(), 1, Iris::new);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        serve("/species", "GET", exchange -> species(exchange.getRequestURI().getQuery()));
        serve("/health", "GET", exchange -> health());
        serve("/reload", "POST", exchange -> reload());
        server.setExecutor(threads);
        server.start();
    }

    private Parameters parameters() {
        return Iris.load(weights).parameters();
    }

    /** The port that is listened to. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void serve(String path, String method, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                Answer answer = exchange.getRequestMethod().equals(method)
                        ? answer(handler, exchange)
                        : new Answer(405, path + " takes " + method);
                byte[] bytes = (answer.text + "\n").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer.status, bytes.length);
                try (OutputStream body = exchange.getResponseBody()) {
                    body.write(bytes);
                }
            }
        });
    }

    private static Answer answer(Handler handler, HttpExchange exchange) {
        try {
            return handler.answer(exchange);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Answer(503, "stopping");
        }
    }

    private Answer species(String query) throws InterruptedException {
        String[] words = query == null ? new String[0] : query.split(",", -1);
        if (words.length != Iris.INPUT_SIZE) {
            return new Answer(400, HINT);
        }
        try {
            float[] lengths = new float[words.length];
            for (int i = 0; i < words.length; i++) {
                lengths[i] = Float.parseFloat(words[i]);
            }
            // A number that is not finite is refused by the network, by its name and place.
            return new Answer(200, networks.use(network -> network.label(lengths)));
        } catch (NumberFormatException word) {
            return new Answer(400, HINT);
        } catch (IllegalArgumentException refused) {
            return new Answer(400, String.valueOf(refused.getMessage()));
        }
    }

    private Answer health() throws InterruptedException {
        try (NetworkPool.Lease<Iris> lease = networks.borrow()) {
            String label = lease.network().label(KNOWN);
            return label.equals("setosa")
                    ? new Answer(200, "version " + lease.version() + " of the weights")
                    : new Answer(503, "a setosa is taken for a " + label);
        }
    }

    private Answer reload() {
        try {
            return new Answer(200, "version " + networks.swap(parameters()) + " of the weights");
        } catch (WeightsException unusable) {
            return new Answer(409, "version " + networks.version() + " stays: " + unusable.getMessage());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        networks.close();
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
