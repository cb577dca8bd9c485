package dev.lamina.examples.services;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the projects in this folder are built for: how its application is started, and where it answers. */
enum Container {
    SPRING_BOOT(
            "spring-boot",
            "target/iris-spring-boot-1.0.jar",
            "server.port",
            "/actuator/health/readiness",
            "/actuator/weights",
            "Invoking close() on bean with name 'irises'"),
    QUARKUS(
            "quarkus",
            "target/quarkus-app/quarkus-run.jar",
            "quarkus.http.port",
            "/q/health/ready",
            "/weights",
            "closed after version 1 of the weights");

    private final String project;
    private final String jar;
    private final String port;
    private final String health;
    private final String weights;
    private final String closing;

    Container(String project, String jar, String port, String health, String weights, String closing) {
        this.project = project;
        this.jar = jar;
        this.port = port;
        this.health = health;
        this.weights = weights;
        this.closing = closing;
    }

    /** Where its project was built. */
    Path folder() {
        return Projects.folder(project);
    }

    /** Where it says whether it is ready. */
    String health() {
        return health;
    }

    /** Where weights are read again. */
    String weights() {
        return weights;
    }

    /** What is printed when the pool is closed. */
    String closing() {
        return closing;
    }

    /** How the built application is started, at any port that is free. */
    ProcessBuilder start(String... options) {
        List<String> command = new ArrayList<>(List.of(Projects.java()));
        command.addAll(List.of(options));
        command.addAll(List.of("-D" + port + "=0", "-jar", folder().resolve(jar).toString()));
        return Projects.process(command);
    }
}
