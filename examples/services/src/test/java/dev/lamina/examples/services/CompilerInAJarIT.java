package dev.lamina.examples.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that compiles a model of its own jar when it starts, in Spring Boot's jar of jars. */
final class CompilerInAJarIT {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void compilesAModelOfTheJar(boolean vectors) throws Exception {
        Path jar = Projects.folder("spring-boot-compiler").resolve("target/models-spring-boot-1.0.jar");
        List<String> command = vectors
                ? List.of(Projects.java(), "--add-modules", "jdk.incubator.vector", "-jar", jar.toString())
                : List.of(Projects.java(), "-jar", jar.toString());
        Process process = Projects.process(command).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("setosa by " + (vectors ? "VECTOR" : "SCALAR")), output);
        assertTrue(output.contains("error[E0204]: `tow` is no parameter of this model"), output);
        assertTrue(output.contains("javac needs the jar of lamina-runtime as a file"), output);
    }
}
