package dev.lamina.maven;

import dev.lamina.compiler.CodeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A project's folders in a test, and what is asked to be made in them. */
record Project(Path base, Path models, Path build, String ledger) {
    static final String FRAUD = "model Fraud(classes = 2) { input x: vector[4]  fc(classes)  loss cross_entropy }\n";
    static final String OTHER = "model Other { input x: vector[2]  fc(1)  loss mse }\n";

    static Project in(Path base) {
        return new Project(base, base.resolve("src/main/lamina"), base.resolve("target"), "generate.ledger");
    }

    GenerationRequest request(String packageName, CodeTarget target, Map<String, String> parameters, boolean strict) {
        return new GenerationRequest(
                base,
                models,
                build,
                build.resolve("generated-sources/lamina"),
                build.resolve("lamina/reading"),
                build.resolve("classes"),
                build.resolve("lamina").resolve(ledger),
                packageName,
                target,
                false,
                new TreeMap<>(parameters),
                strict,
                "1.0");
    }

    GenerationRequest request(CodeTarget target) {
        return request("", target, Map.of(), false);
    }

    /** As the only run of a build. */
    static GenerationResult run(GenerationRequest request) throws IOException {
        return Generation.run(request, new HashMap<>());
    }

    GenerationResult run(CodeTarget target) throws IOException {
        return run(request(target));
    }

    Path model(String name, String text) throws IOException {
        Path file = models.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    Path java(String name) {
        return build.resolve("generated-sources/lamina").resolve(name);
    }
}
