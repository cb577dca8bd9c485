package dev.lamina.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CodeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void anExecutionWithAnIdOfItsOwnHasALedgerOfItsOwn() {
        assertEquals("generate-small_models.ledger", Ledger.name("generate", "small models"));
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
        project.model("fraud.lamina", Project.FRAUD);
        project.run(CodeTarget.SCALAR);
        Path outside = Files.writeString(root.resolve("precious.txt"), "mine");
        Path inside = Files.writeString(base.resolve("precious.txt"), "mine");
        Files.createSymbolicLink(project.java("link"), root);
        Path ledger = project.request(CodeTarget.SCALAR).ledger();
        String listed = name.replace("/ABSOLUTE", outside.toString());
        Files.writeString(ledger, "lamina 1 0\n0 " + listed + "\n0 target/generated-sources/lamina/Fraud.java\n");
        assertEquals(0, project.run(CodeTarget.SCALAR).removed());
        assertEquals("mine", Files.readString(outside));
        assertEquals("mine", Files.readString(inside));
        assertTrue(Files.exists(project.models().resolve("fraud.lamina")));
        assertTrue(project.run(CodeTarget.SCALAR).upToDate());
    }
}
