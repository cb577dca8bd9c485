package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.user.LibraryUser;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A JVM that was started without the Vector API. */
final class WithoutVectorsTest {
    @Test
    void aModelForVectorsRunsAsPlainCodeWithTheSameResultsAndThatIsSaidOnce() throws Exception {
        String printed = forked();
        String expected = LibraryUser.predicted();
        assertTrue(printed.contains(expected + System.lineSeparator() + expected), printed);
        assertEquals(2, printed.split("--add-modules jdk.incubator.vector", -1).length, printed);
    }

    /** What the forked JVM runs: the same model twice. */
    public static void main(String[] unused) {
        System.out.println(LibraryUser.predicted());
        System.out.println(LibraryUser.predicted());
    }

    private static String forked() throws IOException, InterruptedException {
        return StartedProcess.java(List.of(), WithoutVectorsTest.class);
    }
}
