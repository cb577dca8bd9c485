package dev.lamina.examples.iris;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service of the tutorial answers, with the weights that came with it. */
final class IrisServiceTest {
    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private IrisService service;

    @BeforeEach
    void start() throws IOException {
        service = new IrisService(Files.copy(Path.of("iris.safetensors"), weights()), 0);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private Path weights() {
        return folder.resolve("weights.safetensors");
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        URI place = URI.create("http://localhost:" + service.port() + path);
        HttpRequest request = HttpRequest.newBuilder(place)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> ask(String query) throws IOException, InterruptedException {
        return send("GET", "/species" + query);
    }

    @Test
    void knowsAlmostEveryPlant() throws Exception {
        List<String> rows = Files.readAllLines(Path.of("data", "iris.csv"));
        int right = 0;
        for (String row : rows.subList(1, rows.size())) {
            int comma = row.lastIndexOf(',');
            right += ask("?" + row.substring(0, comma)).body().equals(row.substring(comma + 1) + "\n") ? 1 : 0;
        }
        assertTrue(right >= 144, right + " of " + (rows.size() - 1)); // 96 %: two species overlap
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "?1,2,3", "?1,2,3,4,5", "?1,2,3,long"})
    void saysWhatItWants(String query) throws Exception {
        HttpResponse<String> response = ask(query);
        assertEquals(400, response.statusCode());
        assertTrue(response.body().startsWith("give four lengths"), response::body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-Infinity", "1e39"})
    void aNumberThatIsNotFiniteIsRefusedByItsPlace(String number) throws Exception {
        HttpResponse<String> response = ask("?7.0,3.2,4.7," + number);
        assertEquals(400, response.statusCode());
        assertTrue(response.body().startsWith("lengths[0, 3] (petal_width) is "), response::body);
    }

    @Test
    void weightsAreSwappedAndThoseThatCannotBeUsedChangeNothing() throws Exception {
        assertEquals("version 1 of the weights\n", send("GET", "/health").body());
        assertEquals("version 2 of the weights\n", send("POST", "/reload").body());
        Files.writeString(weights(), "damaged");
        HttpResponse<String> refused = send("POST", "/reload");
        assertEquals(409, refused.statusCode());
        assertTrue(refused.body().startsWith("version 2 stays: "), refused::body);
        assertEquals("setosa\n", ask("?5.1,3.5,1.4,0.2").body());
        assertEquals("version 2 of the weights\n", send("GET", "/health").body());
    }

    @Test
    void everyAnswerIsRightWhileWeightsAreSwapped() throws Exception {
        LoadTest.Times times = LoadTest.run(service.port(), 8, 100);
        assertEquals(0, times.wrong());
        assertEquals(800, times.nanos().length);
        assertTrue(times.reloads() > 0);
    }
}
