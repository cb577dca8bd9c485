package dev.lamina.examples.services;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service in a process of its own: started, asked, stopped. */
final class Service implements AutoCloseable {
    private static final Pattern LISTENS =
            Pattern.compile("(?:Tomcat started on port |Listening on: http://[^:]+:)([0-9]+)");
    private static final long PATIENCE = 180; // seconds; Quarkus also downloads, and the machine may be busy

    private final Process process;
    private final StringBuffer output = new StringBuffer();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Thread reader = new Thread(this::read, "output");

    private Service(Process process) {
        this.process = process;
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one and waits until it listens. */
    static Service start(ProcessBuilder builder) throws IOException, InterruptedException {
        Service service =
                new Service(builder.redirectInput(new File("/dev/null")).start());
        try {
            service.port.get(PATIENCE, TimeUnit.SECONDS);
            return service;
        } catch (ExecutionException | TimeoutException silent) {
            service.close();
            throw new IOException("it does not listen:\n" + service.output, silent);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher listens = LISTENS.matcher(line);
                if (listens.find()) {
                    port.complete(Integer.valueOf(listens.group(1)));
                }
            }
            port.completeExceptionally(new IOException("it ended"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What it has printed so far. */
    String output() {
        return output.toString();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port.join() + path))
                .timeout(Duration.ofSeconds(PATIENCE))
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks it to stop, as the platforms that run containers do, and waits for its exit code. */
    int stop() throws InterruptedException {
        process.toHandle().destroy(); // destroy() of the process itself would also stop listening to it
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it does not stop:\n" + output);
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
