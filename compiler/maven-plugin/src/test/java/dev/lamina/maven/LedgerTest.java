package dev.lamina.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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
}
