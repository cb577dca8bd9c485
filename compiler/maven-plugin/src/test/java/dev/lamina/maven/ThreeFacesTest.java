package dev.lamina.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CodeTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model gives the same source and the same messages by command, plugin and REPL, each run as its users run it. */
final class ThreeFacesTest {
    private static final String FILE = "src/main/lamina/com/acme/fraud.lamina";
    /** The REPL has a line for each layer, whatever the file has. */
    private static final Pattern PLACE = Pattern.compile("(?<=^     \\* )[\\w.]+:\\d+", Pattern.MULTILINE);

    private static final Path LENET = Path.of("../../examples/models/lenet.lamina");

    @TempDir
    private Path base;

    private Project project;

    @BeforeEach
    void open() {
        project = Project.in(base);
    }

    private record Printed(int exit, String out, String err) {}

    @Test
    void aModelIsTheSameSource() throws Exception {
        project.model("com/acme/fraud.lamina", Files.readString(LENET));
        Project.run(project.request("", CodeTarget.SCALAR, Map.of("classes", "7"), false));
        String plugin = Files.readString(project.java("com/acme/LeNet5.java"));
        Printed command = lamina(
                "compile", FILE, "--target", "scalar", "--package", "com.acme", "-D", "classes=7", "-o", "sources");
        assertEquals(0, command.exit(), command.err());
        assertEquals(plugin, Files.readString(base.resolve("sources/com/acme/LeNet5.java")));
    }

    @Test
    void theReplShowsPartsOfThatSource() throws Exception {
        project.model("com/acme/fraud.lamina", Files.readString(LENET));
        project.run(CodeTarget.BOTH);
        String source = Files.readString(base.resolve("target/lamina/reading/com/acme/LeNet5Vector.java"));
        String plugin = PLACE.matcher(source).replaceAll("");
        Printed repl = lamina("repl", "-e", ":load " + FILE, "-e", ":java fc2");
        assertEquals(0, repl.exit(), repl.err());
        List<String> methods = List.of(repl.out().replace("\r\n", "\n").split("\n\n"));
        assertTrue(methods.size() > 4, repl::out);
        for (String method : methods.subList(1, methods.size())) {
            String here = PLACE.matcher(method).replaceAll("").stripTrailing();
            assertTrue(plugin.contains(here), here);
        }
    }

    @Test
    void aMistakeIsTheSameMessage() throws Exception {
        String broken = Files.readString(LENET).replace("fc(120)", "fcc(120)").replace("dropout", "droput");
        project.model("com/acme/fraud.lamina", broken);
        GenerationResult plugin = project.run(CodeTarget.BOTH);
        assertEquals(2, plugin.findings().size());
        String messages = plugin.findings().stream().map(FileMessage::message).collect(Collectors.joining("\n\n"))
                + "\n\n2 errors\n";
        Printed command = lamina("check", FILE);
        assertEquals(1, command.exit());
        assertEquals(messages, diagnostics(command));
        Printed repl = lamina("repl", "-e", ":load " + FILE);
        assertEquals(1, repl.exit());
        assertEquals(messages, diagnostics(repl));
    }

    private static String diagnostics(Printed printed) {
        return printed.err()
                .replace("\r\n", "\n")
                .lines()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private Printed lamina(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=UTF-8",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lamina.cli.Main"));
        command.addAll(List.of(arguments));
        Path out = base.resolve("out.txt");
        Path err = base.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .directory(base.toFile())
                .redirectInput(Files.createFile(base.resolve("nothing-" + System.nanoTime()))
                        .toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(4, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertTrue(ended, "it did not end: " + command);
        return new Printed(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
