package dev.lamina.examples.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvn quarkus:dev}, with changes to the model while it runs. */
final class QuarkusDevIT {
    private static final String SETOSA = "[5.1,3.5,1.4,0.2]";

    @TempDir
    private Path project;

    @Test
    void aChangedModelIsTakenAfterItIsGenerated() throws Exception {
        copyProject();
        Path model = project.resolve("src/main/lamina/com/acme/iris/iris.lamina");
        String text = Files.readString(model);
        ProcessBuilder dev = maven("quarkus:dev", "-Ddebug=false", "-Dquarkus.http.port=0");
        try (Service service = Service.start(dev)) {
            HttpResponse<String> first = service.post("/species", SETOSA);
            assertTrue(first.body().startsWith("{\"species\":\"setosa\""), first::body);
            // it starts Java without C2, where plain Java is faster; the module is there
            assertTrue(service.output().contains("not known to compile vector code"), service::output);
            assertFalse(service.output().contains("without --add-modules"), service::output);

            Files.writeString(model, text.replace("species = 3", "species = 5"));
            generate();
            HttpResponse<String> unfit = service.post("/species", SETOSA);
            assertEquals(500, unfit.statusCode(), unfit::body);
            assertTrue(service.output().contains("`fc2.bias` has shape [3], but Iris needs [5]"), service::output);

            Files.writeString(model, text);
            generate();
            assertEquals(first.body(), service.post("/species", SETOSA).body());
        }
    }

    private void copyProject() throws IOException {
        Path built = Container.QUARKUS.folder();
        Files.copy(built.resolve("pom.xml"), project.resolve("pom.xml"));
        try (Stream<Path> files = Files.walk(built.resolve("src"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, project.resolve(built.relativize(file)));
            }
        }
    }

    /** Maven in a second terminal. */
    private void generate() throws IOException, InterruptedException {
        Projects.printed(maven("-q", "generate-sources"));
    }

    private ProcessBuilder maven(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Projects.place("newer-maven").resolve("bin/mvn").toString(),
                "-B",
                "-ntp",
                "-s",
                Projects.place("settings").toString(),
                "-Dmaven.repo.local=" + Projects.place("repository")));
        command.addAll(List.of(arguments));
        return Projects.process(command).directory(project.toFile());
    }
}
