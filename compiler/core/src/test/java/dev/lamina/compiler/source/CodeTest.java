package dev.lamina.compiler.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CodeTest {
    @ParameterizedTest
    @EnumSource
    void everyCodeIsExplained(Code code) {
        assertFalse(code.title().isBlank());
        assertTrue(code.explanation().length() > 60, code.explanation());
        assertTrue(code.explanation().lines().allMatch(line -> line.length() <= 130));
    }

    @ParameterizedTest
    @EnumSource
    void aCodeTellsHowBadItIs(Code code) {
        assertTrue(code.name().matches("[EW]\\d{4}"));
        assertEquals(code.name().startsWith("E") ? Severity.ERROR : Severity.WARNING, code.severity());
    }

    @Test
    void codesStandInOrder() {
        assertEquals(
                Arrays.stream(Code.values()).map(Code::name).sorted().toList(),
                Arrays.stream(Code.values()).map(Code::name).toList());
    }

    /** The list of all codes in the documentation is written by this test. */
    @Test
    void theDocumentationListsEveryCode() throws IOException {
        StringBuilder list = new StringBuilder("""
                # Errors and warnings

                All codes, one line each; `lamina explain E0301` explains one. The number of a code is never used again.

                | code | |
                |---|---|
                """);
        for (Code code : Code.values()) {
            list.append("| ").append(code).append(" | ").append(code.title()).append(" |\n");
        }
        Golden.check(Path.of("../docs/errors.md"), list.toString());
    }

    @Test
    void aCodeIsFoundAsPeopleTypeIt() {
        assertEquals(Optional.of(Code.E0301), Code.find(" e0301 "));
        assertEquals(Optional.empty(), Code.find("E9999"));
    }
}
