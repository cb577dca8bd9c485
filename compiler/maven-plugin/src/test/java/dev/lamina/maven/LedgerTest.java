package dev.lamina.maven;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CodeTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which runs remember together what they made. */
final class LedgerTest {
    /** Quarkus' development mode runs the goals of other plugins without an execution id. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"default", "default-cli"})
    void theOnlyExecutionOfABuildHasOneWhoeverStartsIt(@Nullable String execution) {
        assertEquals("generate.ledger", Ledger.name("generate", execution));
    }

    /** Also where capitals do not count, and though the goals of main and test sources differ by a suffix. */
    @Test
    void anExecutionWithAnIdOfItsOwnHasALedgerOfItsOwn() {
        assertEquals("generate@small%20models.ledger", Ledger.name("generate", "small models"));
        List<String> names = new ArrayList<>();
        for (String goal : List.of("generate", "generate-test")) {
            for (String id : List.of("default", "test", "a b", "a_b", "a%20b", "a/b", "A_b", "..", "\u00e4")) {
                names.add(Ledger.name(goal, id).toLowerCase(Locale.ROOT));
            }
        }
        assertEquals(names.size(), new HashSet<>(names).size(), names::toString);
        assertTrue(names.stream().noneMatch(name -> name.contains("/")), names::toString);
    }

    /** Files that a ledger lists and no model gives any more are deleted. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "precious.txt",
                "../precious.txt",
                "/ABSOLUTE",
                "target/generated-sources/lamina/../../../precious.txt",
                "target/generated-sources/lamina/link/precious.txt",
                "target/generated-sources/lamina",
                "a\u0000b",
                "src/main/lamina/fraud.lamina"
            })
    void aPathThatIsNotOneOfTheGeneratedFilesIsNeverDeleted(String name, @TempDir Path root) throws IOException {
        Path base = Files.createDirectories(root.resolve("project"));
        Project project = Project.in(base);
        Path model = project.model("fraud.lamina", Project.FRAUD);
        project.run(CodeTarget.SCALAR);
        Path outside = Files.writeString(root.resolve("precious.txt"), "mine");
        Path inside = Files.writeString(base.resolve("precious.txt"), "mine");
        Files.createSymbolicLink(project.java("link"), root);
        String listed = name.replace("/ABSOLUTE", outside.toString());
        String hash = Digest.of(Files.readAllBytes(name.endsWith("fraud.lamina") ? model : outside));
        ledger(project, hash + " " + listed, "0 target/generated-sources/lamina/Fraud.java");
        assertEquals(0, project.run(CodeTarget.SCALAR).removed());
        assertEquals("mine", Files.readString(outside));
        assertEquals("mine", Files.readString(inside));
        assertTrue(Files.exists(model));
        assertTrue(project.run(CodeTarget.SCALAR).upToDate());
    }

    /** The folder of class files is also that of the project's own compiler. */
    @Test
    void aFileThatHasNotTheBytesThatWereGeneratedStaysWithAWarning(@TempDir Path base) throws IOException {
        Project project = Project.in(base);
        Path model = project.model("fraud.lamina", Project.FRAUD);
        project.model("other.lamina", Project.OTHER);
        project.run(CodeTarget.BOTH);
        Files.delete(model);
        Path own = Files.write(project.build().resolve("classes/FraudVector.class"), new byte[] {1, 2, 3});
        GenerationResult outcome = project.run(CodeTarget.BOTH);
        assertEquals(
                "[warning: no model makes it any more, but it was changed since it was generated, so it stays]",
                outcome.findings().stream().map(FileMessage::message).toList().toString());
        assertEquals(own, outcome.findings().get(0).file());
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(own));
        assertFalse(Files.exists(project.java("Fraud.java")));
        assertTrue(project.run(CodeTarget.BOTH).upToDate());
    }

    @Test
    void noPartOfALedgerIsTakenForAWholeOne(@TempDir Path base) throws IOException {
        Project project = Project.in(base);
        project.model("fraud.lamina", Project.FRAUD);
        project.run(CodeTarget.SCALAR);
        Path ledger = project.request(CodeTarget.SCALAR).ledger();
        byte[] whole = Files.readAllBytes(ledger);
        List<Path> folders = List.of(project.build());
        assertEquals(1, Ledger.read(ledger, base, folders).outputs().size());
        for (int length = 0; length < whole.length; length++) {
            Files.write(ledger, Arrays.copyOf(whole, length));
            assertEquals("", Ledger.read(ledger, base, folders).inputs(), "the first " + length + " bytes");
        }
        Files.write(ledger, Arrays.copyOf(whole, whole.length + 1));
        assertEquals("", Ledger.read(ledger, base, folders).inputs(), "a byte behind the end");
    }

    /** Ledgers that this plugin did not write: one of three gigabytes, which takes no room, and one that is not text. */
    @Test
    void aLedgerThatIsHugeOrNoTextCountsForNothing(@TempDir Path base) throws IOException {
        Project project = Project.in(base);
        project.model("fraud.lamina", Project.FRAUD);
        project.run(CodeTarget.SCALAR);
        Path ledger = project.request(CodeTarget.SCALAR).ledger();
        try (SeekableByteChannel channel = Files.newByteChannel(ledger, StandardOpenOption.WRITE)) {
            channel.position(3L << 30).write(ByteBuffer.wrap(new byte[1]));
        }
        assertFalse(project.run(CodeTarget.SCALAR).upToDate());
        Files.write(ledger, new byte[] {(byte) 0xff, 0, (byte) 0xfe, '\n', (byte) 0xc3});
        assertFalse(project.run(CodeTarget.SCALAR).upToDate());
        assertTrue(project.run(CodeTarget.SCALAR).upToDate());
    }

    /** As a full disk or a kill would end it: one file is written, the next one cannot be. */
    @Test
    void whatARunWroteThatDidNotEndIsRemovedByALaterOne(@TempDir Path base) throws IOException {
        Project project = Project.in(base);
        Path fraud = project.model("fraud.lamina", Project.FRAUD);
        project.run(CodeTarget.SCALAR);
        Path early = project.model("early.lamina", Project.OTHER.replace("Other", "Early"));
        Path other = project.model("other.lamina", Project.OTHER);
        Path obstacle = Files.createDirectories(project.java("Other.java").resolve("full"));
        assertThrows(IOException.class, () -> project.run(CodeTarget.SCALAR));
        assertTrue(Files.exists(project.java("Early.java")));
        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        Files.delete(early);
        Files.delete(fraud);
        assertEquals(2, project.run(CodeTarget.SCALAR).removed());
        assertFalse(Files.exists(project.java("Early.java")));
        assertFalse(Files.exists(project.java("Fraud.java")));
        assertTrue(Files.exists(project.java("Other.java")));
        Files.delete(other);
        assertEquals(1, project.run(CodeTarget.SCALAR).removed());
        assertTrue(Files.exists(project.build().resolve("generated-sources/lamina")));
    }

    private static void ledger(Project project, String... lines) throws IOException {
        Files.writeString(
                project.request(CodeTarget.SCALAR).ledger(),
                "lamina 2 0\n" + String.join("\n", lines) + "\nend " + lines.length + "\n");
    }
}
