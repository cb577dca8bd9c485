package dev.lamina.compiler.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

    @Test
    void aCodeIsFoundAsPeopleTypeIt() {
        assertEquals(Optional.of(Code.E0301), Code.find(" e0301 "));
        assertEquals(Optional.empty(), Code.find("E9999"));
    }
}
