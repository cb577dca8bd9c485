package dev.lamina.examples.services;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
        String output = Projects.printed(Projects.process(command));
        assertTrue(output.contains("setosa by " + (vectors ? "VECTOR" : "SCALAR")), output);
        assertTrue(output.contains("error[E0204]: `tow` is no parameter of this model"), output);
        assertTrue(output.contains("javac needs the jar of lamina-runtime as a file"), output);
    }
}
