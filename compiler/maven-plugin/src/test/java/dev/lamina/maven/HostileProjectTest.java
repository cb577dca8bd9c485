package dev.lamina.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.lamina.compiler.CodeTarget;
import dev.lamina.compiler.source.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects with files that nobody should have, and some do. */
final class HostileProjectTest {
    @TempDir
    private Path base;

    private Project project;

    @BeforeEach
    void open() {
        project = Project.in(base);
    }

    private GenerationResult scalar() throws IOException {
        return project.run(CodeTarget.SCALAR);
    }

    private Path model(String name, String text) throws IOException {
        return project.model(name, text);
    }

    @Test
    void classesThatMeetAreToldApart() throws IOException {
        model("one.lamina", Project.OTHER);
        model("two.lamina", Project.OTHER);
        assertEquals(
                "[error: the class Other is made from src/main/lamina/one.lamina too]",
                messages(project.run(CodeTarget.BOTH)));
    }

    /** Some systems would write one over the other. */
    @Test
    void classesThatDifferInCapitalsAreRefused() throws IOException {
        model("one.lamina", Project.OTHER);
        model("two.lamina", Project.OTHER.replace("Other", "OTHER"));
        assertEquals(
                "[error: the classes OTHER and Other, made from src/main/lamina/one.lamina, "
                        + "would be one file where capitals do not count]",
                messages(scalar()));
    }

    /** The one is a class file that the plugin writes, the other comes from the project's own compiler. */
    @Test
    void aModelThatIsNamedLikeThePartOfAnotherIsRefused() throws IOException {
        model("fraud.lamina", Project.FRAUD + "model FraudVector { input x: vector[4]  fc(1)  loss mse }\n");
        assertEquals(
                "[error: the class FraudVector is made from src/main/lamina/fraud.lamina too]",
                messages(project.run(CodeTarget.BOTH)));
    }

    private static String messages(GenerationResult outcome) {
        return outcome.findings().stream().map(FileMessage::message).toList().toString();
    }

    @Test
    void whatAnotherExecutionMadeIsNotRemoved() throws IOException {
        Path moved = model("first/fraud.lamina", Project.FRAUD);
        Project first = execution("first");
        Project second = execution("second");
        first.run(CodeTarget.SCALAR);
        second.run(CodeTarget.SCALAR);
        Files.createDirectories(second.models());
        Files.move(moved, second.models().resolve("fraud.lamina"));
        for (int build = 0; build < 2; build++) {
            Map<Path, Path> held = new HashMap<>();
            assertEquals(
                    build == 1,
                    Generation.run(second.request(CodeTarget.SCALAR), held).upToDate());
            assertEquals(
                    0, Generation.run(first.request(CodeTarget.SCALAR), held).removed());
            assertTrue(Files.exists(project.java("Fraud.java")));
        }
    }

    /** The second would silently take the place of the first; where both make the same, nothing is lost. */
    @Test
    void twoExecutionsThatMakeDifferentClassesOfOneNameAreRefused() throws IOException {
        model("first/fraud.lamina", Project.FRAUD);
        model("second/fraud.lamina", Project.FRAUD);
        Map<Path, Path> held = new HashMap<>();
        Generation.run(execution("first").request(CodeTarget.SCALAR), held);
        GenerationRequest second = execution("second").request("", CodeTarget.SCALAR, Map.of("classes", "3"), false);
        String before = Files.readString(project.java("Fraud.java"));
        assertEquals(
                "[error: another execution of this build, first, has made another "
                        + "target/generated-sources/lamina/Fraud.java; give one of them another outputDirectory or package]",
                messages(Generation.run(second, held)));
        assertEquals(before, Files.readString(project.java("Fraud.java")));
        Project same = new Project(base, project.models().resolve("first"), project.build(), "same.ledger");
        assertEquals(0, Generation.run(same.request(CodeTarget.SCALAR), held).written());
    }

    private Project execution(String name) {
        return new Project(base, project.models().resolve(name), project.build(), name + ".ledger");
    }

    /** Links are made where the system knows them; a link to a folder is a folder. */
    @Test
    void linksAreFollowedAndThoseThatLeadNowhereAreErrors() throws IOException {
        model("real/fraud.lamina", Project.FRAUD);
        Path folder = base.resolve("src/main/lamina");
        Path elsewhere = Files.move(folder.resolve("real"), base.resolve("elsewhere"));
        try {
            Files.createSymbolicLink(folder.resolve("linked"), elsewhere);
        } catch (UnsupportedOperationException | IOException noLinksHere) {
            abort("no symbolic links: " + noLinksHere);
        }
        Files.createSymbolicLink(folder.resolve("back"), folder);
        assertEquals("[linked.Fraud]", scalar().classes().toString());
        Files.createSymbolicLink(folder.resolve("broken.lamina"), folder.resolve("nothing"));
        GenerationResult outcome = scalar();
        assertEquals(1, outcome.count(Severity.ERROR));
        assertTrue(outcome.findings()
                .get(0)
                .toString()
                .startsWith(folder.resolve("broken.lamina") + ":[1,1] error[E0120]"));
    }

    /** A file of three gigabytes, which takes no room, would not fit into an array. */
    @Test
    void aFileThatNoModelIsAsLargeAsIsAnError() throws IOException {
        Path huge = model("huge.lamina", Project.OTHER);
        try (SeekableByteChannel channel = Files.newByteChannel(huge, StandardOpenOption.WRITE)) {
            channel.position(3L << 30).write(ByteBuffer.wrap(new byte[1]));
        }
        assertTrue(messages(scalar()).contains("error[E0122]"), () -> huge.toString());
    }

    @Test
    void filesOfOtherEditorsAreReadToo() throws IOException {
        model("fraud.lamina", "\uFEFF" + Project.FRAUD.replace("  ", "\r\n"));
        assertEquals("[Fraud]", scalar().classes().toString());
    }

    @Test
    void aFolderThatIsAWordOfJavaIsNoPackage() throws IOException {
        model("com/new/fraud.lamina", Project.FRAUD);
        assertTrue(messages(scalar()).contains("the package `com.new`, which is no name in Java"));
    }

    /** Elsewhere than in the project's folder, where a path from that leads up first. */
    @Test
    void whatIsBuiltMayLieOutside(@TempDir Path outside) throws IOException {
        model("fraud.lamina", Project.FRAUD);
        Project elsewhere = new Project(base, project.models(), outside, "generate.ledger");
        elsewhere.run(CodeTarget.SCALAR);
        model("other.lamina", Project.OTHER);
        GenerationResult outcome = elsewhere.run(CodeTarget.SCALAR);
        assertEquals("1 0", outcome.written() + " " + outcome.removed());
        assertTrue(elsewhere.run(CodeTarget.SCALAR).upToDate());
    }
}
