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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service of the tutorial answers, with the weights that came with it. */
final class IrisServiceTest {
    private static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");

    private final HttpClient client = HttpClient.newHttpClient();
    private IrisService service;

    @BeforeEach
    void start() throws IOException {
        service = new IrisService(Path.of("iris.safetensors"), 0);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private HttpResponse<String> ask(String query) throws IOException, InterruptedException {
        URI place = URI.create("http://localhost:" + service.port() + "/species" + query);
        return client.send(HttpRequest.newBuilder(place).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void knowsAlmostEveryPlant() throws Exception {
        List<String> rows = Files.readAllLines(Path.of("data", "iris.csv"));
        int right = 0;
        for (String row : rows.subList(1, rows.size())) {
            int comma = row.lastIndexOf(',');
            String species = SPECIES.get(Integer.parseInt(row.substring(comma + 1)));
            right += ask("?" + row.substring(0, comma)).body().equals(species + "\n") ? 1 : 0;
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
}
