package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lamina fmt}. */
class FmtVerbTest {

    private static final String UNTIDY = "model A{input x:vector[ 2 ]// two\nfc( 3 )}";
    private static final String TIDY = """
            model A {
                input x: vector[2]  // two
                fc(3)
            }
            """;

    @TempDir
    private Path folder;

    private Path untidy;
    private Path tidy;
    private Path wrong;

    @BeforeEach
    void writeModels() throws IOException {
        untidy = Files.writeString(folder.resolve("untidy.lamina"), UNTIDY);
        tidy = Files.writeString(folder.resolve("tidy.lamina"), TIDY);
        wrong = Files.writeString(folder.resolve("wrong.lamina"), "model B { input x = vector[2] fc(3) }");
    }

    @Test
    void rewritesWhatIsUntidyAndSaysSo() throws IOException {
        Command fmt = Command.run("fmt", untidy, tidy);
        assertEquals(0, fmt.exit(), fmt::err);
        assertEquals("formatted " + untidy + "\n", fmt.out());
        assertEquals(TIDY, Files.readString(untidy));
        assertEquals(new Command(0, "", ""), Command.run("fmt", untidy, tidy));
    }

    @Test
    void checkNamesFilesAndWritesNothing() throws IOException {
        assertEquals(
                new Command(1, "not formatted: " + untidy + "\n", ""), Command.run("fmt", "--check", untidy, tidy));
        assertEquals(UNTIDY, Files.readString(untidy));
        assertEquals(new Command(0, "", ""), Command.run("fmt", "--check", tidy));
    }

    @Test
    void standardInputGoesToStandardOutput() {
        assertEquals(new Command(0, TIDY, ""), Command.runWith(UNTIDY, Map.of(), "fmt", "-"));
        assertEquals(new Command(0, TIDY, ""), Command.runWith(TIDY, Map.of(), "fmt", "-"));
        assertEquals(
                new Command(1, "not formatted: -\n", ""), Command.runWith(UNTIDY, Map.of(), "fmt", "--check", "-"));
    }

    @Test
    void nothingIsWrittenWhenAFileHasMistakes() throws IOException {
        Command fmt = Command.run("fmt", untidy, wrong);
        assertEquals(1, fmt.exit());
        assertEquals("", fmt.out());
        assertTrue(fmt.err().startsWith("error[E0"), fmt::err);
        assertTrue(fmt.err().contains("wrong.lamina:1:"), fmt::err);
        assertEquals(UNTIDY, Files.readString(untidy));
    }

    @Test
    void shapesAreNotItsBusiness() throws IOException {
        Path shapeless =
                Files.writeString(folder.resolve("s.lamina"), "model C {\n    input x: vector[2]\n    maxpool(2)\n}\n");
        assertEquals(new Command(0, "", ""), Command.run("fmt", shapeless));
    }
}
